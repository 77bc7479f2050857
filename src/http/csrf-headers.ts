/**
 * Headers that a page of another site can send only after a preflight. The gateway grants preflights only to listed
 * origins, so a request with one of these headers is not forged. `Authorization` is absent: browsers send Basic credentials
 * automatically.
 */
export const PREFLIGHT_HEADERS = [
  'api-key',
  'of-user-id',
  'x-requested-with',
  'x-apollo-operation-name',
  'apollo-require-preflight',
  'graphql-preflight',
] as const;
