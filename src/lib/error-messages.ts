/** One sentence, or two: `bounded` is for an error with a number, which replaces `{n}`. */
export type Sentence = string | { readonly message: string; readonly bounded: string };

export interface ErrorDefinition {
  /** The sentence for an error without a reason or limit. */
  readonly message: string;
  /** Whether the same caller may retry the same request without risk of doing it twice. */
  readonly retryable: boolean;
  readonly reasons?: Readonly<Record<string, Sentence>>;
  readonly limits?: Readonly<Record<string, Sentence>>;
}

const NO_MESSAGE_SENT = 'Nothing was sent.';
const OR_JSON = 'or send the request with Content-Type: application/json.';

/**
 * Every error that a caller can get, with one fixed sentence for each code, reason and limit. Sentences contain neither
 * text from the REST API nor values from the caller.
 */
export const ERRORS = {
  BAD_REQUEST: {
    message: 'The request is not a valid GraphQL request over HTTP.',
    retryable: false,
    reasons: {
      malformed: 'The request is malformed.',
      host: 'The Host header is missing, repeated or not a host.',
      'host-not-loopback': 'The sandbox only accepts a loopback Host. Set HOST to use another name.',
      target: 'The target of the request is not a path or URL of this host.',
      method: 'Use POST, or GET for a query.',
      accept:
        'The Accept header must allow application/json or application/graphql-response+json; for a subscription, text/event-stream or multipart/mixed.',
      'content-type': 'The Content-Type must be application/json.',
      charset: 'The charset must be utf-8.',
      'content-encoding': 'A compressed body is not supported.',
      'api-key-not-allowed': 'Do not send an Api-Key with a bearer token.',
      'malformed-api-key': 'The Api-Key must be 1-256 visible ASCII characters.',
      'malformed-of-user-id': 'Of-User-Id must be 1-256 visible ASCII characters.',
      'doubled-authorization': 'Send Authorization only once.',
      'doubled-api-key': 'Send Api-Key only once.',
      'doubled-of-user-id': 'Send Of-User-Id only once.',
      'body-cut-short': 'The body ended before it was complete.',
      'body-too-slow': 'The body did not arrive within the time limit of the request.',
      'body-not-utf-8': 'The body is not valid UTF-8.',
      'body-not-json': 'The body is not valid JSON.',
      'body-not-an-object': 'The body must be a JSON object.',
      batching: 'Send one operation per request: lists of operations are not supported.',
      'unknown-parameter': 'Only query, operationName, variables and extensions are allowed.',
      'untrusted-document': 'The document is not one of the trusted documents of this gateway.',
      'only-subscriptions': 'Only subscriptions run over WebSocket. Send queries and mutations by HTTP.',
      'query-missing': 'The query is missing.',
      'query-not-a-string': 'The query must be a string.',
      'operation-name-not-a-string': 'The operationName must be a string.',
      'variables-not-json': 'The variables are not valid JSON.',
      'variables-not-an-object': 'The variables must be a JSON object.',
      'extensions-not-json': 'The extensions are not valid JSON.',
      'extensions-not-an-object': 'The extensions must be a JSON object.',
    },
  },
  BAD_USER_INPUT: {
    message: 'A value in the request is not valid.',
    retryable: false,
    reasons: {
      required: 'A value is required.',
      'wrong-type': 'The value does not have the expected type.',
      'unknown-field': 'The input type has no such field.',
      'unknown-type': 'The __typename is not an entity of this gateway.',
      'not-exactly-one': 'Set exactly one field of this input.',
      'inexact-number': 'The number is not exact beyond 2^53. Send it as a string.',
      'forbidden-name': 'This variable name is reserved. Choose another name.',
      empty: 'Must not be empty.',
      'too-small': 'Must be 1 or more.',
      'too-large': { message: 'The value is too large.', bounded: 'Must be {n} or less.' },
      'too-long': { message: 'The value is too long.', bounded: 'Must have {n} characters or less.' },
      'control-character': 'Must not contain control characters.',
      'outer-space': 'Must not start or end with white space.',
      'not-well-formed': 'Must be well-formed Unicode: a surrogate pair is incomplete.',
      'not-visible-ascii': 'Must be visible ASCII characters without spaces.',
      'not-an-email': 'Must be an email address.',
      'not-a-url': 'Must be an http or https URL.',
      'not-a-cursor': 'Must be a cursor from a page of the same list.',
      'nothing-to-change': 'Set at least one field to change.',
      'text-or-actionable': 'A text, an actionable or an attachment is required.',
      'not-with-attachment': 'A message with an attachment cannot have this.',
      'too-many': { message: 'The list is too long.', bounded: 'Must have {n} entries or less.' },
      repeated: 'The list already has this value.',
      'not-an-agent': 'Must be the id of an agent or a bot.',
      'search-and-assignee': 'Search, or filter by assignee: not both.',
      'not-a-node-id': 'Must be a nodeId of the same account.',
      'another-form': 'All submit buttons of a message must have the same form.',
      null: 'Must not be null.',
      'empty-key': 'A key must not be empty.',
      'forbidden-key': 'This key is reserved. Choose another key.',
      'set-by-actionable': 'The actionable sets this key. Remove the key from the metadata.',
      'set-by-assignee': 'The assigneeId sets this key. Remove the key from the metadata.',
      'not-json': 'Must be valid JSON.',
      'not-an-object-or-array': 'Must be a JSON object or array.',
    },
  },
  LIMIT_EXCEEDED: {
    message: 'The request exceeds a limit of this gateway.',
    retryable: false,
    limits: {
      body: { message: 'The body is too large.', bounded: 'The body is too large: the limit is {n} bytes.' },
      characters: 'The document has too many characters or lines.',
      tokens: {
        message: 'The document has too many tokens.',
        bounded: 'The document has too many tokens: the limit is {n}.',
      },
      depth: {
        message: 'The document is nested too deeply.',
        bounded: 'The document is nested too deeply: the limit is {n} levels.',
      },
      aliases: {
        message: 'The document has too many aliases.',
        bounded: 'The document has too many aliases: the limit is {n}.',
      },
      mutations: {
        message: 'The operation has too many mutations.',
        bounded: 'The operation has too many mutations: the limit is {n}.',
      },
      directives: {
        message: 'The document has too many directives.',
        bounded: 'The document has too many directives: the limit is {n}.',
      },
      variables: {
        message: 'The variables are nested too deeply.',
        bounded: 'The variables are nested too deeply: the limit is {n} levels.',
      },
      cost: 'The operation or its result is too large. Request fewer fields or items.',
      ids: {
        message: 'The request looks up too many ids.',
        bounded: 'The request looks up too many ids: the limit is {n}.',
      },
      upstreamCalls: {
        message: 'The request needs too many calls to the REST API.',
        bounded: 'The request needs too many calls to the REST API: the limit is {n}.',
      },
      reads: 'The pages need too many reads of the REST API. Request fewer pages.',
      subscriptions: {
        message: 'The caller has too many open subscriptions.',
        bounded: 'The caller has too many open subscriptions: the limit is {n}.',
      },
      rate: {
        message: 'The field costs more than the whole rate limit.',
        bounded: 'The field costs more than the whole rate limit of {n} points.',
      },
      errors: {
        message: 'The result has too many errors.',
        bounded: 'The result has too many errors: the limit is {n}.',
      },
      bytes: {
        message: 'The response is too large.',
        bounded: 'The response is too large: the limit is {n} bytes.',
      },
    },
  },
  UNAUTHENTICATED: {
    message: 'Authentication is required.',
    retryable: false,
    reasons: {
      'api-key-missing': 'Authentication is required: send the Api-Key header.',
      'token-missing': 'Authentication is required: send Authorization: Bearer with a token.',
      'not-a-bearer-token': 'The Authorization header must be Bearer with a token.',
      'token-invalid': 'The token is malformed, or its signature or algorithm is not accepted.',
      'token-expired': 'The token has expired, or has no valid expiry time.',
      'token-not-yet-valid': 'The token is not valid yet.',
      'token-issuer': "The token's issuer is not the one configured.",
      'token-audience': "The token's audience is not one of those configured.",
      'token-subject': 'The token has no subject.',
      'token-user': "The token's user claim must be 1-256 visible ASCII characters.",
      'token-type': 'The type of the token is not the one configured.',
      'token-claim': 'A claim of the token is not valid.',
    },
  },
  FORBIDDEN: {
    message: 'The caller does not have permission for this.',
    retryable: false,
    reasons: { 'of-user-id': 'Only a token with the role SERVICE may send Of-User-Id.' },
  },
  CSRF_CHECK_FAILED: {
    message: `Another site could have forged this request: add the origin of the page to CORS_ORIGINS, ${OR_JSON}`,
    retryable: false,
    reasons: {
      origin: 'Pages of this origin may not send this request: add the origin to CORS_ORIGINS.',
      'cross-site': `A page of another site sent this request: add its origin to CORS_ORIGINS, ${OR_JSON}`,
      cookie: 'A request with cookies must have an Origin header, or Content-Type: application/json.',
    },
  },
  // Clients compare this message with the one of Apollo Server, to the letter.
  PERSISTED_QUERY_NOT_SUPPORTED: { message: 'PersistedQueryNotSupported', retryable: false },
  RATE_LIMITED: { message: 'The rate limit is exceeded. Nothing was done.', retryable: true },
  NOT_FOUND: {
    message: 'A user or conversation that the operation names does not exist.',
    retryable: false,
    reasons: {
      user: 'A user that the operation names does not exist.',
      conversation: 'The conversation that the operation names does not exist.',
    },
  },
  UPSTREAM_UNAVAILABLE: { message: 'The REST API could not be reached.', retryable: true },
  UPSTREAM_TIMEOUT: { message: 'The REST API did not respond in time.', retryable: true },
  UPSTREAM_RATE_LIMITED: { message: 'The REST API limits the rate of calls.', retryable: true },
  UPSTREAM_INVALID_RESPONSE: { message: 'The response of the REST API is not valid.', retryable: true },
  UPSTREAM_REJECTED: {
    message: 'The REST API rejected the call.',
    retryable: false,
    reasons: { 'already-engaged': 'An agent already has the conversation.' },
  },
  UPSTREAM_AUTH_FAILED: { message: 'The REST API rejected the Api-Key.', retryable: false },
  UPSTREAM_OUTCOME_UNKNOWN: {
    message: 'The change may or may not have happened. The gateway did not retry it.',
    retryable: false,
  },
  IDEMPOTENCY_KEY_REUSED: {
    message: 'The idempotency key was used for another mutation.',
    retryable: false,
  },
  IDEMPOTENCY_IN_PROGRESS: {
    message: 'A mutation with this idempotency key is still being sent.',
    retryable: true,
  },
  OVERLOADED: {
    message: 'The gateway is overloaded. Nothing was done.',
    retryable: true,
    reasons: {
      'idempotency-keys': `The caller has used all its idempotency keys for now. ${NO_MESSAGE_SENT}`,
      'idempotency-memory': `The gateway has no room for another idempotency key. ${NO_MESSAGE_SENT}`,
      subscriptions: 'The gateway has no room for another subscription. Nothing was done.',
      'token-keys-unavailable': 'The keys that verify tokens are not available. Nothing was done.',
    },
  },
  SUBSCRIPTION_ENDED: {
    message: 'The gateway ended the subscription. Subscribe again, after the last cursor.',
    retryable: true,
    reasons: {
      draining: 'The gateway is shutting down. Subscribe again, after the last cursor.',
      'max-age': 'The subscription was open for the maximum time. Subscribe again, after the last cursor.',
      'too-slow': 'The client read too slowly. Subscribe again, after the last cursor.',
    },
  },
  DEADLINE_EXCEEDED: { message: 'The request exceeded its time limit.', retryable: true },
  INTERNAL_SERVER_ERROR: { message: 'An unexpected error occurred in the gateway.', retryable: false },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;
