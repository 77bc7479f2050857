/**
 * Headers that a page of another site can send only after a preflight, which the gateway grants to listed origins alone.
 * A request with one of them is not forged. `Authorization` is absent: browsers send Basic credentials by themselves.
 */
export const PREFLIGHT_HEADERS = [
  'api-key',
  'of-user-id',
  'x-requested-with',
  'x-apollo-operation-name',
  'apollo-require-preflight',
  'graphql-preflight',
] as const;
