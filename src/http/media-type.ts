/** Maximum number of characters of a header that is parsed. Clients send less, and parsing takes time. */
export const MAX_PARSED_HEADER = 1000;

/** A media type of a `Content-Type` or `Accept` header: in lower case, without quotes, with `utf8` as `utf-8`. */
export interface MediaType {
  readonly type: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

export function parseMediaType(text: string): MediaType {
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
