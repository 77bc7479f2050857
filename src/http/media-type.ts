/** Characters in a header that is parsed at most. No client sends more, and parsing takes time. */
export const MAX_PARSED_HEADER = 1000;

/**
 * One media type of a `Content-Type` or `Accept` header, in small letters, without quotes, and with `utf8`
 * spelt right.
 */
export interface MediaType {
  readonly type: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

export function parseMediaType(text: string): MediaType {
  const [type = '', ...parameters] = text.toLowerCase().split(';');
  return {
    type: type.trim(),
    parameters: parameters.map((parameter) => {
      const [name = '', value = ''] = parameter.split('=');
      const plain = value.trim().replaceAll('"', '');
      return [name.trim(), plain === 'utf8' ? 'utf-8' : plain];
    }),
  };
}
