import type { ErrorCode, ErrorLimit, ErrorReason } from '../../src/errors.ts';

/* When each error occurs, and what to do about it: one sentence for every code, reason and limit. */

export interface Advice {
  /** The HTTP status of a response with this error. */
  readonly status: string;
  /** Follows "The gateway responds with this error when". */
  readonly when: string;
  readonly advice: string;
}

type WithWords<Code extends ErrorCode> = Code extends 'LIMIT_EXCEEDED'
  ? { readonly words: Readonly<Record<ErrorLimit, string>> }
  : [ErrorReason<Code>] extends [never]
    ? object
    : { readonly words: Readonly<Record<ErrorReason<Code>, string>> };

/** GraphQL over HTTP: the status depends on the media type of the response. */
const SPEC = '200, or 400 as `application/graphql-response+json`';

/** Codes of graphql-js, whose messages say what is wrong with the document. */
export const GRAPHQL_ADVICE: Readonly<Record<string, Advice>> = {
  GRAPHQL_PARSE_FAILED: {
    status: SPEC,
    when: 'the document is not GraphQL',
    advice: 'Correct the syntax at the line and column in `locations`.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    status: SPEC,
    when: 'the document does not fit the schema',
    advice: 'Compare the document with the [schema](schema.md); codegen finds such errors when you build.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    status: '400',
    when: 'the request does not select one operation of the document',
    advice: 'Send `operationName` with the name of one operation in the document.',
  },
};

const SHORTEN = 'Send a shorter value.';
const REQUEST_LESS = 'Request fewer fields or smaller pages.';
const NEW_TOKEN = 'Get a new token from the identity provider.';

export const ADVICE: { readonly [Code in ErrorCode]: Advice & WithWords<Code> } = {
  BAD_REQUEST: {
    status: '400, 405, 406, 415 or 421',
    when: 'the request is not GraphQL over HTTP',
    advice: 'Correct the request as `reason` says; the client library or a proxy builds it.',
    words: {
      malformed: 'Send a JSON object with `query`, and look for a proxy that changes requests.',
      host: 'Send exactly one `Host` header with a host name.',
      'host-not-loopback': 'Open the sandbox as `localhost`, or set `HOST` to the address that you use.',
      target: 'Send the path `/graphql`, or a URL with the same host as the `Host` header.',
      method: 'Send mutations by `POST`, and queries by `POST` or `GET`.',
      accept: 'Send `Accept: application/json`, or no `Accept` header.',
      'content-type': 'Send `Content-Type: application/json`.',
      charset: 'Encode the body as UTF-8.',
      'content-encoding': 'Send the body uncompressed.',
      'api-key-not-allowed': 'Remove the `Api-Key` header: in `service` mode the gateway has the key.',
      'malformed-api-key': 'Check the key for spaces, line breaks and letters outside ASCII.',
      'malformed-of-user-id': 'Send the id of a user in `Of-User-Id`, or leave the header out.',
      'doubled-authorization': 'Look for a proxy that adds a second `Authorization` header.',
      'doubled-api-key': 'Look for a proxy that adds a second `Api-Key` header.',
      'doubled-of-user-id': 'Remove the `Of-User-Id` header of your client in the proxy that adds one.',
      'body-cut-short': 'Retry when the network is stable; `Content-Length` must be the length of the body.',
      'body-too-slow': 'Send a smaller body, or raise `REQUEST_TIMEOUT_MS`.',
      'body-not-utf-8': 'Encode the body as UTF-8.',
      'body-not-json': 'Build the body with a JSON library, not by hand.',
      'body-not-an-object': 'Send an object with `query`, `variables` and `operationName`.',
      batching: 'Switch off batching in the client; the gateway batches across requests.',
      'unknown-parameter': 'Remove the parameter that `parameter` names.',
      'untrusted-document': 'Add the document to the file of `TRUSTED_DOCUMENTS`, and deploy it first.',
      'only-subscriptions': 'Send queries and mutations by `POST`; most clients have a split link for that.',
      'query-missing': 'Send the document as `query`.',
      'query-not-a-string': 'Send the document as a string, not as a parsed tree.',
      'operation-name-not-a-string': 'Send the name as a string, or leave it out.',
      'variables-not-json': 'Encode `variables` in the URL as JSON.',
      'variables-not-an-object': 'Send `variables` as an object, by name.',
      'extensions-not-json': 'Encode `extensions` in the URL as JSON.',
      'extensions-not-an-object': 'Send `extensions` as an object.',
    },
  },
  BAD_USER_INPUT: {
    status: '200; for a variable also 400, as `application/graphql-response+json`',
    when: 'a value in the request is invalid',
    advice: 'Show the message beside the form field that `argument` names.',
    words: {
      required: 'Give a value for this argument.',
      'wrong-type': 'Send a value of the type in `expected`, or one of `allowed`.',
      'unknown-field': 'Remove the field; the schema may have another name for it.',
      'unknown-type': 'Send references to `User` or `Conversation` only.',
      'not-exactly-one': 'Set one field of the input, and leave the others out.',
      'inexact-number': 'Send the number as a string, so that it keeps its digits.',
      'forbidden-name': 'Rename the variable: names such as `constructor` are reserved.',
      empty: 'Give a text that is not empty.',
      'too-small': 'Send 1 or a larger number.',
      'too-large': 'Send `max` or a smaller number.',
      'too-long': SHORTEN,
      'control-character': 'Remove control characters, such as line breaks.',
      'outer-space': 'Trim the value.',
      'not-well-formed': 'Do not cut a text inside an emoji: use `toWellFormed()`.',
      'not-visible-ascii': 'Send an id exactly as the gateway returned it.',
      'not-an-email': 'Check the address before you send it.',
      'not-a-url': 'Send a whole address that begins with `http://` or `https://`.',
      'not-a-cursor': 'Take `endCursor` from a page of the same list, or start without `after`.',
      'nothing-to-change': 'Set a field of the input, or do not send the mutation.',
      'not-with-attachment': 'Send the attachment in a message of its own.',
      'too-many': 'Send a shorter list.',
      repeated: 'Send each value once.',
      'not-an-agent': 'Name an agent or a bot.',
      'set-by-assignee': 'Remove the key from `metadata`, and set `assigneeId`.',
      'search-and-assignee': 'Send `search` or `assigneeId`.',
      'not-a-node-id': 'Send a `nodeId` as the gateway returned it, with the same Api-Key.',
      'text-or-actionable': 'Give `text`, `actionable` or `attachment`.',
      'another-form': 'Give all submit buttons of the message the same form.',
      null: 'Leave the field out, or give a value.',
      'empty-key': 'Give each key of the object a name.',
      'forbidden-key': 'Rename the key.',
      'set-by-actionable': 'Remove the key from `metadata`.',
      'not-json': 'Encode the value with a JSON library.',
      'not-an-object-or-array': 'Send a JSON object or array.',
    },
  },
  LIMIT_EXCEEDED: {
    status: '413 for `body`, 400 for a document, otherwise 200',
    when: 'the request, or a part of it, is larger than a limit',
    advice:
      'Make the request smaller; the operator can raise the limits that are [settings](configuration.md#limits-and-time-outs).',
    words: {
      body: 'Send fewer or shorter variables, or raise `MAX_BODY_BYTES`.',
      characters: 'Split the document, or raise `MAX_TOKENS`.',
      tokens: 'Split the document, or raise `MAX_TOKENS`.',
      depth: 'Request fewer levels, or raise `MAX_DEPTH`.',
      aliases: 'Use `users(ids:)` or `conversations(ids:)` in place of aliases, or raise `MAX_ALIASES`.',
      mutations: 'Send the mutations in several requests, or raise `MAX_MUTATIONS`.',
      directives: 'Use fewer `@include` and `@skip`; the limit is fixed.',
      variables: 'Send flatter variables; the limit is fixed.',
      cost: REQUEST_LESS,
      ids: 'Load fewer ids in one request, or raise `MAX_IDS`.',
      upstreamCalls: 'Request fewer pages or conversations, or raise `MAX_UPSTREAM_CALLS`.',
      reads: 'Continue from `endCursor` in another request.',
      subscriptions: 'Close subscriptions that are not shown, or raise `MAX_SUBSCRIPTIONS_PER_CALLER`.',
      rate: 'Request fewer ids or pages in one field, or raise `RATE_LIMIT`.',
      errors: 'Find the cause of the errors in the log; the result hides the other errors.',
      bytes: REQUEST_LESS,
    },
  },
  UNAUTHENTICATED: {
    status: '401',
    when: 'the request has no credentials, or invalid ones',
    advice: 'Log the user in again; a retry without a new token fails too.',
    words: {
      'api-key-missing': 'Send the key of the account in the header `Api-Key`.',
      'token-missing': 'Send `Authorization: Bearer` with the token of the user.',
      'not-a-bearer-token': 'Begin the header with `Bearer` and a space.',
      'token-invalid': 'Compare the key and the algorithm of the token with the settings.',
      'token-expired': `${NEW_TOKEN.slice(0, -1)}, and check that the token has \`exp\`.`,
      'token-not-yet-valid': 'Correct the clock of the machine that signs tokens.',
      'token-issuer': 'Set `JWT_ISSUER` to the `iss` of the token, letter by letter.',
      'token-audience': 'Request the token for one of the audiences in `JWT_AUDIENCE`.',
      'token-subject': 'Let the identity provider add `sub` to tokens.',
      'token-type': 'Send an access token, or set `JWT_TYPE` to the `typ` in the header of the token.',
      'token-user': 'Set `JWT_USER_CLAIM` to the claim that holds the id of the user.',
      'token-claim':
        'Compare the claims of the token with `JWT_REQUIRED_CLAIMS`: `token --explain` names the claim.',
    },
  },
  FORBIDDEN: {
    status: '200 for a field, 403 for a header',
    when: 'the caller may not read the field or run the mutation',
    advice: 'Do not retry; hide what this role may not use, and see [who may do what](access.md).',
    words: { 'of-user-id': 'Remove the `Of-User-Id` header, or give the token the role `SERVICE`.' },
  },
  CSRF_CHECK_FAILED: {
    status: '403',
    when: 'a page of another site could have made a browser send the request',
    advice: 'Add the origin of your page to `CORS_ORIGINS`.',
    words: {
      origin: 'Add the origin that `origin` names to `CORS_ORIGINS`.',
      'cross-site': 'Add the origin of the page to `CORS_ORIGINS`, or send the query by `POST`.',
      cookie: 'Send the request as JSON by `POST`, or without cookies.',
    },
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    status: SPEC,
    when: 'a request has the hash of a document, and no document',
    advice: 'Nothing: clients with persisted queries send the document next.',
  },
  RATE_LIMITED: {
    status: '429, or 200 for a field',
    when: 'the caller is above `RATE_LIMIT`',
    advice: 'Retry after `retryAfterMs`, and request less often.',
  },
  NOT_FOUND: {
    status: '200',
    when: 'the target of a mutation or of a subscription does not exist; a query has null instead',
    advice: 'Read the object again: the id may be wrong.',
    words: {
      user: 'Check the id of the user in the input.',
      conversation: 'Check the `conversationId`.',
    },
  },
  UPSTREAM_UNAVAILABLE: {
    status: '200',
    when: 'the REST API cannot be reached or responds with a 5xx, or Redis is down for a message with a key',
    advice: 'Retry after `retryAfterMs`, or after a second with a growing delay.',
  },
  UPSTREAM_TIMEOUT: {
    status: '200',
    when: 'the REST API does not respond to a read in time, or a change was certainly not sent in time',
    advice: 'Retry with a growing delay; if it persists, see `UPSTREAM_TIMEOUT_MS`.',
  },
  UPSTREAM_RATE_LIMITED: {
    status: '200',
    when: 'the REST API responds with 429',
    advice: 'Retry after `retryAfterMs`, and load fewer pages.',
  },
  UPSTREAM_INVALID_RESPONSE: {
    status: '200',
    when: 'the response to a read is HTML, not JSON, incomplete, too large or of another shape',
    advice: 'Retry once; if it persists, the operator must look at the REST API and `KOMMUNICATE_BASE_URL`.',
  },
  UPSTREAM_REJECTED: {
    status: '200',
    when: 'the REST API rejects the call',
    advice: 'Do not retry the same values: the REST API does not accept them.',
    words: { 'already-engaged': 'Read the conversation again: an agent has it.' },
  },
  UPSTREAM_AUTH_FAILED: {
    status: '200',
    when: 'the REST API rejects the Api-Key',
    advice: 'Correct the Api-Key: `KOMMUNICATE_API_KEY`, or the header of the caller.',
  },
  UPSTREAM_OUTCOME_UNKNOWN: {
    status: '200',
    when: 'a change was perhaps performed, because the REST API gave no clear response',
    advice: 'Read the object or the messages again, and let the user decide whether to repeat the change.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: '200',
    when: 'the key was already used for another message',
    advice: 'Make a new key for each message, such as a UUID.',
  },
  IDEMPOTENCY_IN_PROGRESS: {
    status: '200',
    when: 'the message with this key is still being sent',
    advice: 'Retry with the same key and message after a second.',
  },
  OVERLOADED: {
    status: '503, or 200 for a field',
    when: 'too many requests are in flight, or a store of the gateway is full; nothing was executed',
    advice: 'Retry after `retryAfterMs` or `Retry-After`, with a growing delay.',
    words: {
      'idempotency-keys': 'Retry after `retryAfterMs`, or raise `MAX_IDEMPOTENCY_KEYS`.',
      'idempotency-memory': 'Set `REDIS_URL`, so that the keys do not fill the memory.',
      subscriptions: 'Retry after `Retry-After`; the operator can raise `MAX_SUBSCRIPTIONS`.',
      'token-keys-unavailable': 'The operator must check that the gateway can reach `JWT_JWKS_URL`.',
    },
  },
  SUBSCRIPTION_ENDED: {
    status: '200, in the stream',
    when: 'the gateway ends a subscription, and the client may subscribe again',
    advice: 'Subscribe again with the last `cursor` as `after`; most clients do so by themselves.',
    words: {
      draining: 'Subscribe again at once: another instance takes the subscription.',
      'max-age': 'Subscribe again at once.',
      'too-slow': 'Subscribe again, and read faster or select fewer fields.',
    },
  },
  DEADLINE_EXCEEDED: {
    status: '200',
    when: 'the time of the request ends before a read has ended, or before a change was sent',
    advice: 'Retry with fewer fields, or raise `REQUEST_TIMEOUT_MS`.',
  },
  INTERNAL_SERVER_ERROR: {
    status: '200 for a field, otherwise 500',
    when: 'the gateway has a bug',
    advice: 'Report it with the `errorId`; the log has the cause under the same id.',
  },
};

/** What to do about each reason and limit. */
export function adviceOf(code: ErrorCode, word: string): string {
  const entry: Advice & { readonly words?: Readonly<Record<string, string>> } = ADVICE[code];
  return entry.words?.[word] ?? entry.advice;
}
