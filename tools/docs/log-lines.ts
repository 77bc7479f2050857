import { table } from './markdown.ts';

/*
 * Every line that the gateway logs, with its fields. `log-lines.test.ts` compares this with the calls in the sources, and
 * the loggers of all tests reject a line or a field that is not here.
 */

type FieldType = 'string' | 'number' | 'boolean' | 'strings' | 'path' | 'error';

interface Field {
  readonly type: FieldType;
  readonly meaning: string;
  /** When the line has the field. Default: always. */
  readonly when?: string;
}

export interface LogLine {
  /** The text in `msg`. An array: any of these. */
  readonly messages: readonly string[];
  readonly levels: readonly ('error' | 'warn' | 'info' | 'debug')[];
  readonly when: string;
  readonly fields: Readonly<Record<string, Field>>;
}

const requestId: Field = {
  type: 'string',
  meaning: 'the id of the request, which the response has in `x-request-id`',
};
const errorId: Field = { type: 'string', meaning: 'the `errorId` in the response' };
const err: Field = { type: 'error', meaning: 'the error with its type, message and stack' };
const path: Field = {
  type: 'path',
  meaning: 'the path of the field in the response',
  when: 'the error belongs to a field',
};
const endpoint: Field = { type: 'string', meaning: 'the path of the REST endpoint' };
/** Ids of a trace, by the names that OpenTelemetry gives them. */
const traceIds = (when: string): Readonly<Record<string, Field>> => ({
  trace_id: { type: 'string', meaning: 'the id of the trace', when },
  span_id: { type: 'string', meaning: 'the id of the span, or of the caller’s span', when },
  trace_flags: { type: 'string', meaning: '`01` if the trace is sampled, else `00`', when },
});
const redisReason: Field = { type: 'string', meaning: 'a word such as `ECONNREFUSED`, `OOM` or `NOAUTH`' };
const maxmemoryPolicy: Field = {
  type: 'string',
  meaning: 'the setting `maxmemory-policy` of Redis',
  when: 'Redis returns it',
};
const appendonly: Field = {
  type: 'string',
  meaning: 'the setting `appendonly` of Redis',
  when: 'Redis returns it',
};
const save: Field = { type: 'string', meaning: 'the setting `save` of Redis', when: 'Redis returns it' };

const CALL_TRACE = 'the request of the call is recorded, or has `traceparent`';

/** The fields of each line in JSON, which the logger itself writes. */
const COMMON_FIELDS: Readonly<Record<string, Field>> = {
  level: { type: 'string', meaning: '`error`, `warn`, `info` or `debug`' },
  time: { type: 'string', meaning: 'UTC as RFC 3339: `2026-01-15T09:30:00.000Z`' },
  msg: { type: 'string', meaning: 'the fixed text of the line, by which you can filter' },
};

export const LOG_LINES: readonly LogLine[] = [
  {
    messages: ['request'],
    levels: ['info', 'debug'],
    when: 'the response to a request ends; `debug` for other paths than `/graphql`',
    fields: {
      requestId,
      ...traceIds('the request is recorded as a span, or has `traceparent`'),
      method: { type: 'string', meaning: 'the HTTP method', when: 'the request was well-formed' },
      path: { type: 'string', meaning: 'the path of the URL', when: 'the request was well-formed' },
      status: { type: 'number', meaning: 'the HTTP status of the response' },
      durationMs: {
        type: 'number',
        meaning: 'milliseconds from the arrival of the request to its response',
        when: 'the request was well-formed',
      },
      role: {
        type: 'string',
        meaning: 'the role of the caller: `USER`, `AGENT`, `SERVICE` or `REGISTRY`',
        when: 'the caller was identified',
      },
      operationName: {
        type: 'string',
        meaning: 'the name of the operation, from `operationName` or the document',
        when: 'there is one of at most 128 characters',
      },
      operationType: { type: 'string', meaning: '`query` or `mutation`', when: 'the document is valid' },
      documentId: {
        type: 'string',
        meaning: 'the id of the trusted document',
        when: '`TRUSTED_DOCUMENTS` is set',
      },
      documentHash: {
        type: 'string',
        meaning: '`sha256:` and the hash of the document',
        when: 'the document was parsed, and has no id',
      },
      upstreamCalls: {
        type: 'number',
        meaning: 'REST calls for the request, also those that it shared',
        when: 'the operation was executed',
      },
      keys: {
        type: 'number',
        meaning: 'users and conversations that the request loaded',
        when: 'the operation was executed',
      },
      joined: {
        type: 'number',
        meaning: 'how many of `keys` shared a pending lookup',
        when: 'the operation was executed',
      },
      requestBytes: { type: 'number', meaning: 'bytes in the body of the request', when: 'it has one' },
      responseBytes: {
        type: 'number',
        meaning: 'bytes in the body of the response',
        when: 'it is a GraphQL response',
      },
      clientName: {
        type: 'string',
        meaning: 'the client, from `graphql-client-name` or `apollographql-client-name`',
        when: 'the header has up to 64 visible ASCII characters',
      },
      clientVersion: {
        type: 'string',
        meaning: 'its version, from the header that ends in `-client-version`',
        when: 'there is a `clientName`, and the header has up to 64 visible ASCII characters',
      },
      callerLeft: {
        type: 'boolean',
        meaning: 'true: the client disconnected before the response',
        when: 'the client disconnected',
      },
      errorCodes: {
        type: 'strings',
        meaning: 'the [codes](errors.md) of the errors in the response, each once',
        when: 'the response has errors',
      },
      errorReasons: {
        type: 'strings',
        meaning: 'the code with the `reason` or `limit` of each error: `UNAUTHENTICATED/token-expired`',
        when: 'an error has one',
      },
      errorIds: {
        type: 'strings',
        meaning: 'the ids of unexpected errors, whose lines have the cause',
        when: 'the response has an `errorId`',
      },
      reason: {
        type: 'string',
        meaning: 'the `reason` of the error',
        when: 'the server rejected the request before it was read',
      },
      refusedOrigin: {
        type: 'string',
        meaning: 'the origin of the page',
        when: 'the gateway rejected the page (`CSRF_CHECK_FAILED`)',
      },
      setting: {
        type: 'string',
        meaning: '`CORS_ORIGINS`: the setting that allows pages',
        when: 'the gateway rejected the page (`CSRF_CHECK_FAILED`)',
      },
      sampled: {
        type: 'number',
        meaning: 'the line stands for this number of good requests',
        when: '`LOG_SAMPLE` is above 1, and the request was good',
      },
    },
  },
  {
    messages: ['webhook rejected'],
    levels: ['info'],
    when: 'a request to `/webhooks/kommunicate` is not a webhook with the right token',
    fields: {
      requestId,
      status: { type: 'number', meaning: 'the HTTP status of the response' },
      reason: { type: 'string', meaning: 'why, as in the response, such as `token` or `group-id`' },
    },
  },
  {
    messages: ['upgrade rejected'],
    levels: ['info', 'debug'],
    when: 'a WebSocket may not be opened (`WEBSOCKETS=on`); `debug` for other paths than `/graphql`',
    fields: {
      status: { type: 'number', meaning: 'the HTTP status of the response' },
      reason: {
        type: 'string',
        meaning:
          'why: `path`, `upgrade`, `origin`, `handshake`, `draining`, `unexpected-error`, or the `reason` of an error',
      },
      refusedOrigin: { type: 'string', meaning: 'the origin of the page', when: 'the page is not allowed' },
      setting: {
        type: 'string',
        meaning: '`CORS_ORIGINS`: the setting that allows pages',
        when: 'the page is not allowed',
      },
    },
  },
  {
    messages: ['unexpected error'],
    levels: ['error'],
    when: 'the gateway has a bug; the response has `INTERNAL_SERVER_ERROR`',
    fields: { errorId, path, err },
  },
  {
    messages: ['unhandled promise rejection'],
    levels: ['error'],
    when: 'the process has a bug that belongs to no request; the process continues',
    fields: { errorId, err },
  },
  {
    messages: ['server error'],
    levels: ['error'],
    when: 'the HTTP server reports an error of its own',
    fields: { err },
  },
  {
    messages: ['a response could not be written'],
    levels: ['error'],
    when: 'a response cannot be handed to its connection; the connection is closed',
    fields: { err },
  },
  {
    messages: ['a response could not be serialized'],
    levels: ['error'],
    when: 'a result cannot be written as JSON',
    fields: { err },
  },
  {
    messages: ['cannot fetch the keys that verify tokens'],
    levels: ['warn'],
    when: '`JWT_JWKS_URL` cannot be read; the gateway keeps the keys that it has',
    fields: {
      reason: { type: 'string', meaning: 'a word or a status such as `status 500`' },
      retryAfterMs: { type: 'number', meaning: 'milliseconds until the next attempt' },
    },
  },
  {
    messages: [
      'a token has no role claim: its caller is USER. Further ones are not logged',
      'the role claim of a token has no known role: its caller is USER. Further ones are not logged',
      'the role claim of a token has several roles: its caller is USER. Further ones are not logged',
    ],
    levels: ['info', 'warn'],
    when: 'a token gives no role, or several; each text once in a process, `warn` for several roles',
    fields: {
      reason: { type: 'string', meaning: '`missing`, `unknown` or `ambiguous`' },
      claim: { type: 'string', meaning: 'the claim in `JWT_ROLE_CLAIM`' },
    },
  },
  {
    messages: [
      'The sandbox ignores Api-Key and Authorization: the caller is the demo agent, or the user in Of-User-Id.',
    ],
    levels: ['warn'],
    when: 'a caller sends credentials to the sandbox; once in a process',
    fields: {},
  },
  {
    messages: ['a REST call failed'],
    levels: ['warn'],
    when: 'an attempt has no response, or one that says the REST API, its address or the Api-Key is at fault',
    fields: {
      endpoint,
      host: { type: 'string', meaning: 'the host in `KOMMUNICATE_BASE_URL`' },
      port: { type: 'number', meaning: 'the port in `KOMMUNICATE_BASE_URL`' },
      attempt: { type: 'number', meaning: '1 for the first attempt of the call' },
      durationMs: { type: 'number', meaning: 'milliseconds of the attempt' },
      code: { type: 'string', meaning: 'the [code](errors.md) that the attempt means for a field' },
      status: { type: 'number', meaning: 'the HTTP status', when: 'there is a response' },
      kind: {
        type: 'string',
        meaning: '`connection-failed`, `timeout`, `deadline-exceeded`, `pool-timeout` or `invalid-response`',
        when: 'there is no usable response',
      },
      errno: {
        type: 'string',
        meaning: 'the code of the network error, such as `ECONNREFUSED`',
        when: 'the system gives one',
      },
      ...traceIds(CALL_TRACE),
    },
  },
  {
    messages: ['a REST call is repeated'],
    levels: ['info'],
    when: 'an attempt failed, and the gateway waits for the next one',
    fields: {
      endpoint,
      waitMs: { type: 'number', meaning: 'milliseconds until the next attempt' },
      ...traceIds(CALL_TRACE),
    },
  },
  {
    messages: ['circuit open: calls fail without being sent'],
    levels: ['warn'],
    when: 'at least half of twenty or more calls failed in ten seconds',
    fields: { endpoint, ...traceIds(CALL_TRACE) },
  },
  {
    messages: ['circuit closed: calls are sent again'],
    levels: ['info'],
    when: 'a test call of an open circuit succeeded',
    fields: { endpoint, ...traceIds(CALL_TRACE) },
  },
  {
    messages: ['unknown endpoint: conversations are read one by one for a minute'],
    levels: ['warn'],
    when: 'the REST API does not have the batch endpoint',
    fields: { endpoint },
  },
  {
    messages: ['known endpoint: conversations are read in batches again'],
    levels: ['info'],
    when: 'the REST API has the batch endpoint again',
    fields: { endpoint },
  },
  {
    messages: ['a write ended after its client disconnected'],
    levels: ['info'],
    when: 'a change ended, and no client waits for its outcome',
    fields: {
      requestId,
      outcome: { type: 'string', meaning: '`done`, or the [code](errors.md) of the error' },
    },
  },
  {
    messages: ['redis is ready'],
    levels: ['info'],
    when: 'the gateway can use Redis, at start or again',
    fields: {},
  },
  {
    messages: ['redis is disconnected', 'redis is rejecting commands'],
    levels: ['warn'],
    when: 'Redis stops working; messages with an `idempotencyKey` are not sent',
    fields: { reason: redisReason },
  },
  {
    messages: ['persistence settings of redis'],
    levels: ['info'],
    when: 'the gateway has read the settings of Redis, at start',
    fields: { maxmemoryPolicy, appendonly, save },
  },
  {
    messages: ['cannot read the persistence settings of redis: check them'],
    levels: ['info'],
    when: 'Redis does not allow `CONFIG GET`',
    fields: { reason: redisReason },
  },
  {
    messages: ['redis may evict idempotency keys: set maxmemory-policy noeviction'],
    levels: ['warn'],
    when: 'Redis may delete keys when its memory is full',
    fields: { maxmemoryPolicy },
  },
  {
    messages: ['redis may lose idempotency keys when it restarts: set appendonly yes'],
    levels: ['warn'],
    when: 'Redis keeps no file of its keys',
    fields: { appendonly, save },
  },
  {
    messages: ['redis has lost an idempotency key: another process may send its message again'],
    levels: ['warn'],
    when: 'Redis lost data while a message was being sent',
    fields: {},
  },
  {
    messages: ['hints are not sent to other instances'],
    levels: ['warn'],
    when: 'Redis did not accept what the other instances must read; their subscribers have the news by the poll',
    fields: {
      reason: { type: 'string', meaning: 'a word such as `unavailable`, `slow`, `OOM` or `NOPERM`' },
    },
  },
  {
    messages: ['hints are sent to other instances again'],
    levels: ['info'],
    when: 'Redis accepts hints again, and the other instances know that some are missing',
    fields: { dropped: { type: 'number', meaning: 'the number of missing hints' } },
  },
  {
    messages: ['cannot read hints of other instances'],
    levels: ['warn'],
    when: 'Redis rejects a command that reads hints; the gateway tries again each second',
    fields: { reason: redisReason },
  },
  {
    messages: ['hints of other instances are read again'],
    levels: ['info'],
    when: 'Redis accepts the commands again',
    fields: {},
  },
  {
    messages: ['hints of other instances may have been lost'],
    levels: ['info'],
    when: 'Redis was restarted or emptied, or removed hints; what subscribers watch is read once',
    fields: { accounts: { type: 'number', meaning: 'the number of accounts with subscribers' } },
  },
  {
    messages: ['listening'],
    levels: ['info'],
    when: 'the command has started the server',
    fields: {
      url: { type: 'string', meaning: 'the address of the GraphQL endpoint' },
      mode: { type: 'string', meaning: '`sandbox`, `passthrough` or `service`' },
      emulator: { type: 'string', meaning: 'the address of the emulated REST API', when: 'in the sandbox' },
      metricsUrl: { type: 'string', meaning: 'the address of the metrics', when: '`METRICS_PORT` is set' },
    },
  },
  {
    messages: [
      'HOST: every machine that reaches this address can use the sandbox without credentials',
      'GRAPHIQL is on and INTROSPECTION is off: GraphiQL cannot load the schema',
      'KOMMUNICATE_BASE_URL is not https: Api-Keys cross the network unencrypted',
      'without REDIS_URL idempotency keys are in the memory of this process: a restart and other processes do not know them',
    ],
    levels: ['warn'],
    when: 'settings are valid and may still surprise, at start',
    fields: {},
  },
  {
    messages: ['startup check: the REST API accepts the Api-Key'],
    levels: ['info'],
    when: 'the REST call at start succeeded (`service` mode, `STARTUP_CHECK`)',
    fields: {},
  },
  {
    messages: ['startup check failed'],
    levels: ['warn'],
    when: 'the REST call at start failed (`service` mode, `STARTUP_CHECK`)',
    fields: {
      code: { type: 'string', meaning: 'the [code](errors.md) of the failure' },
      response: { type: 'string', meaning: 'the status, or the code of the network error' },
    },
  },
  {
    messages: ['no traces: install the package @opentelemetry/sdk-node'],
    levels: ['warn'],
    when: 'a variable asks for traces, and the optional package is not installed',
    fields: { variable: { type: 'string', meaning: 'the variable that asks for traces' } },
  },
  { messages: ['closed'], levels: ['info'], when: 'the command has finished its requests', fields: {} },
  {
    messages: ['responded with an error'],
    levels: ['debug'],
    when: 'a field or a request fails with a code of the gateway',
    fields: {
      code: { type: 'string', meaning: 'the [code](errors.md) of the error' },
      path,
      cause: { type: 'string', meaning: 'the underlying error in one line', when: 'there is one' },
    },
  },
  {
    messages: ['the client disconnected'],
    levels: ['debug'],
    when: 'a field ends because its client disconnected',
    fields: { path },
  },
  {
    messages: ['batch'],
    levels: ['debug'],
    when: 'a batched REST call ends',
    fields: {
      batch: { type: 'string', meaning: '`users` or `conversations`' },
      account: { type: 'string', meaning: 'eight characters of a hash of the Api-Key' },
      size: { type: 'number', meaning: 'the number of ids in the call' },
      joined: { type: 'number', meaning: 'lookups that shared a pending id' },
      waitedMs: { type: 'number', meaning: 'milliseconds that the oldest lookup waited for the call' },
      tookMs: { type: 'number', meaning: 'the duration of the call in milliseconds' },
      failed: { type: 'boolean', meaning: 'whether the call failed' },
    },
  },
  {
    messages: ['subscription ended'],
    levels: ['info'],
    when: 'a subscription ends: its client closed it, or the gateway ended it',
    fields: {
      requestId,
      field: { type: 'string', meaning: 'the root field of the subscription' },
      reason: {
        type: 'string',
        meaning:
          '`disconnected`: by the client; `ended`: by the gateway; `too-slow`: the client did not read',
      },
      errorCode: {
        type: 'string',
        meaning: 'the code of the last error',
        when: 'the gateway ended the subscription with an error',
      },
      events: { type: 'number', meaning: 'the number of results that were written' },
      durationMs: { type: 'number', meaning: 'milliseconds from the start of the subscription to its end' },
    },
  },
];

const TYPES: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  strings: (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
  path: (value) =>
    Array.isArray(value) && value.every((entry) => ['string', 'number'].includes(typeof entry)),
  error: (value) => typeof value === 'object' && value !== null && 'message' in value,
};

/** What a line in JSON has that is not documented. */
export function undocumentedIn(line: string): readonly string[] {
  const entry = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const known = LOG_LINES.find(({ messages }) => messages.includes(String(entry.msg)));
  if (!known) return [`the line "${String(entry.msg)}"`];
  const problems: string[] = [];
  if (!known.levels.some((level) => level === entry.level))
    problems.push(`the level ${String(entry.level)} of "${String(entry.msg)}"`);
  for (const [name, value] of Object.entries(entry)) {
    const field = COMMON_FIELDS[name] ?? known.fields[name];
    if (!field) problems.push(`the field ${name} of "${String(entry.msg)}"`);
    else if (!TYPES[field.type](value))
      problems.push(`${name} of "${String(entry.msg)}", which is no ${field.type}`);
  }
  return problems;
}

const TYPE_NAMES: Readonly<Record<FieldType, string>> = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  strings: 'list of strings',
  path: 'list of strings and numbers',
  error: 'object',
};

/** The table of the fields of the line for a request. */
export function requestLineFields(): string {
  return fieldTable(LOG_LINES.find(({ messages }) => messages.includes('request'))?.fields ?? {});
}

function fieldTable(fields: Readonly<Record<string, Field>>): string {
  return table(
    ['field', 'type', 'meaning', 'when'],
    Object.entries(fields).map(([name, { type, meaning, when = 'always' }]) => [
      `\`${name}\``,
      TYPE_NAMES[type],
      meaning,
      when,
    ]),
  );
}

/** The tables of docs/logs.md: the fields of all lines, of the line for a request, and of the others. */
export function logReference(): string {
  const text = ({ messages }: LogLine) => messages.map((message) => `\`${message}\``).join('<br>');
  const [request, ...others] = LOG_LINES;
  const parts = [
    '### Fields of every line',
    fieldTable(COMMON_FIELDS),
    '### The line of a request',
    request === undefined ? '' : fieldTable(request.fields),
    '### All lines',
    table(
      ['`msg`', 'level', 'when', 'fields'],
      LOG_LINES.map((line) => [
        text(line),
        line.levels.join(', '),
        line.when,
        Object.keys(line.fields)
          .map((name) => `\`${name}\``)
          .join(' '),
      ]),
    ),
    '### Fields of the other lines',
    table(
      ['field', 'type', 'line', 'meaning', 'when'],
      others.flatMap((line) =>
        Object.entries(line.fields).map(([name, { type, meaning, when = 'always' }]) => [
          `\`${name}\``,
          TYPE_NAMES[type],
          text(line),
          meaning,
          when,
        ]),
      ),
    ),
  ];
  return parts.join('\n\n');
}
