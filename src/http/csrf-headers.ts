/**
 * Headers that a page of another site can only send after a preflight, which only listed origins are granted:
 * a request with one of them was not forged. `Authorization` is not among them: browsers send Basic
 * credentials by themselves.
 */
export const PREFLIGHT_HEADERS = [
  'api-key',
  'of-user-id',
  'x-requested-with',
  'x-apollo-operation-name',
  'apollo-require-preflight',
  'graphql-preflight',
] as const;
