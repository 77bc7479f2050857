import { LRUCache } from 'lru-cache';

/** Maximum number of characters of a header that is parsed. Clients send less, and parsing takes time. */
export const MAX_PARSED_HEADER = 1000;

/** A media type of a `Content-Type` or `Accept` header: in lower case, without quotes, with `utf8` as `utf-8`. */
export interface MediaType {
  readonly type: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** Cached media types, by their texts: clients send few different ones. */
const cache = new LRUCache<string, MediaType>({ max: 100, memoMethod: parse });

/** @param text at most `MAX_PARSED_HEADER` characters */
export function parseMediaType(text: string): MediaType {
  return cache.memo(text);
}

function parse(text: string): MediaType {
  const [type = '', ...parameters] = text.toLowerCase().split(';');
  return {
    type: type.trim(),
    parameters: parameters.map((parameter) => {
      const [name = '', quoted = ''] = parameter.split('=');
      const value = quoted.trim().replaceAll('"', '');
      return [name.trim(), value === 'utf8' ? 'utf-8' : value];
    }),
  };
}
