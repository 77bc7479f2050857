import type { Endpoint, FaultKind } from '../../src/emulator/index.ts';
import { ERRORS, type ErrorCode } from '../../src/errors.ts';

/*
 * What happens when: the data of the fault matrix (fault-matrix.test.ts), and of the table in the README's
 * section of that name.
 */

/** One field that costs calls of one endpoint, beside one that costs none of them. */
export interface Operation {
  readonly document: string;
  readonly endpoint: Endpoint;
  /** Where the field's answer is. */
  readonly path: readonly string[];
  readonly isWrite: boolean;
  /** Whether the endpoint is asked for two things at a time, which can be asked for one by one. */
  readonly isPair?: boolean;
}

const SIBLING_READ = 'sibling: conversation(id: "104250002") { name }';
const SIBLING_USER = 'sibling: user(id: "ben-carter") { displayName }';
const SIBLING_WRITE =
  'sibling: updateUser(input: { userId: "ben-carter", displayName: "B" }) { user { id } }';

export const OPERATIONS = {
  user: {
    document: `{ it: user(id: "ana-ortiz") { displayName } ${SIBLING_READ} }`,
    endpoint: 'userDetail',
    path: ['it'],
    isWrite: false,
  },
  users: {
    document: `{ it: users(ids: ["ana-ortiz", "chloe-dubois"]) { displayName } ${SIBLING_READ} }`,
    endpoint: 'userDetail',
    path: ['it', '0'],
    isWrite: false,
    isPair: true,
  },
  viewer: {
    document: `{ it: viewer { displayName } ${SIBLING_READ} }`,
    endpoint: 'userDetail',
    path: ['it'],
    isWrite: false,
  },
  conversation: {
    document: `{ it: conversation(id: "104250001") { name } ${SIBLING_USER} }`,
    endpoint: 'groupInfo',
    path: ['it'],
    isWrite: false,
  },
  conversations: {
    document: `{ it: conversations(ids: ["104250001", "104250003"]) { name } ${SIBLING_USER} }`,
    endpoint: 'groupInfoBatch',
    path: ['it', '0'],
    isWrite: false,
    isPair: true,
  },
  messages: {
    document: '{ sibling: conversation(id: "104250001") { name messages(first: 2) { nodes { id } } } }',
    endpoint: 'messageList',
    path: ['sibling', 'messages'],
    isWrite: false,
  },
  inbox: {
    document: `{ it: inbox(first: 2) { nodes { id } } ${SIBLING_USER} }`,
    endpoint: 'groupSupport',
    path: ['it'],
    isWrite: false,
  },
  updateUser: {
    document: `mutation {
      it: updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { id } }
      sibling: sendMessage(input: { conversationId: "104250002", text: "x" }) { message { id } }
    }`,
    endpoint: 'userUpdate',
    path: ['it'],
    isWrite: true,
  },
  changeConversationStatus: {
    document: `mutation {
      it: changeConversationStatus(input: { conversationId: "104250001", status: CLOSED }) { conversation { id } }
      ${SIBLING_WRITE}
    }`,
    endpoint: 'groupUpdate',
    path: ['it'],
    isWrite: true,
  },
  sendMessage: {
    document: `mutation {
      it: sendMessage(input: { conversationId: "104250001", text: "x" }) { message { id } }
      ${SIBLING_WRITE}
    }`,
    endpoint: 'messageSend',
    path: ['it'],
    isWrite: true,
  },
  'sendMessage with a key': {
    document: `mutation {
      it: sendMessage(input: { conversationId: "104250001", text: "x", idempotencyKey: "k" }) { message { id } }
      ${SIBLING_WRITE}
    }`,
    endpoint: 'messageSend',
    path: ['it'],
    isWrite: true,
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof OPERATIONS;

export interface Outcome {
  /** `answer`: as if nothing had been wrong; `null`: nothing is there, which is no error. */
  readonly is: ErrorCode | 'answer' | 'null';
  /** On the wire, to the endpoint that is at fault; more where a pair is asked for one by one. */
  readonly calls: number;
  readonly callsOfPair?: number;
}

export interface Situation {
  /** In the README's words, after "the REST API". */
  readonly when: string;
  /** Each of them comes to the same, for as long as it lasts. `closed`: nobody listens; `open`: the circuit is. */
  readonly faults: Readonly<Record<string, FaultKind | 'closed' | 'open'>>;
  readonly read: Outcome;
  readonly write: Outcome;
  /** Where it is another outcome, and why. */
  readonly except?: Readonly<Partial<Record<OperationName, Outcome>>>;
  readonly note?: string;
  readonly retryAfterMs?: number;
}

const answer = (status: number, body = '', headers = {}): FaultKind => ({
  kind: 'answer',
  status,
  body,
  headers,
});
const comes = (is: Outcome['is'], calls: number, callsOfPair = calls): Outcome => ({
  is,
  calls,
  callsOfPair,
});

/** The size of an answer in these tests. */
export const MAX_ANSWER_BYTES = 400_000;

export const SITUATIONS: readonly Situation[] = [
  {
    when: 'cannot be reached',
    faults: { 'nobody listens': 'closed' },
    read: comes('UPSTREAM_UNAVAILABLE', 0),
    write: comes('UPSTREAM_UNAVAILABLE', 0),
    note: 'tried three times; nothing was sent',
  },
  {
    when: 'has failed half of twenty calls in ten seconds',
    faults: { 'the circuit is open': 'open' },
    read: comes('UPSTREAM_UNAVAILABLE', 0),
    write: comes('UPSTREAM_UNAVAILABLE', 0),
    note: 'at once, with `retryAfterMs`; nothing was sent',
    retryAfterMs: 5000,
  },
  {
    when: 'answers with a 5xx',
    faults: {
      '500': answer(500),
      '503 with a page': { kind: 'html', status: 503 },
      '502 that cannot be read': answer(502, 'x', { 'content-encoding': 'gzip' }),
    },
    read: comes('UPSTREAM_UNAVAILABLE', 3),
    write: comes('UPSTREAM_OUTCOME_UNKNOWN', 1),
  },
  {
    when: 'cuts the connection before it answers',
    faults: {
      'a reset before anything was done': { kind: 'reset', applied: false },
      'a reset after all was done': { kind: 'reset', applied: true },
    },
    read: comes('UPSTREAM_UNAVAILABLE', 3),
    write: comes('UPSTREAM_OUTCOME_UNKNOWN', 1),
  },
  {
    when: 'does not answer in time, or byte by byte, or says 408',
    faults: {
      '408': answer(408),
      'no answer': { kind: 'hang' },
      // Not to its end while the test runs: the emulator's clock does not stop.
      'a byte now and then': { kind: 'drip', ms: 500 },
    },
    read: comes('UPSTREAM_TIMEOUT', 3),
    write: comes('UPSTREAM_OUTCOME_UNKNOWN', 1),
    note: "where the request's time is over before the third, as by default: `DEADLINE_EXCEEDED`",
  },
  {
    when: 'answers with half an answer, a page, no JSON, another shape, a redirect, or too much, compressed or not',
    faults: {
      'a cut in the middle': { kind: 'truncated' },
      'a page with 200': { kind: 'html' },
      'half a JSON text': answer(200, '{"status":"succ'),
      'nothing at all': answer(200),
      'JSON of another shape': answer(200, '"text"'),
      'an object of another shape': answer(200, '{"a":1}'),
      null: answer(200, 'null'),
      'an encoding that nobody knows': answer(200, '[]', { 'content-encoding': 'x' }),
      'a redirect': answer(302, '', { location: 'http://127.0.0.1:1/' }),
      'too many bytes': { kind: 'large', bytes: 500_000 },
      'few bytes that become too many': { kind: 'large', bytes: 500_000, compressed: true },
      'bytes that are not what they say': answer(200, '[]', { 'content-encoding': 'gzip' }),
    },
    read: comes('UPSTREAM_INVALID_RESPONSE', 3),
    write: comes('UPSTREAM_OUTCOME_UNKNOWN', 1),
  },
  {
    when: 'asks for fewer calls (429)',
    faults: {
      '429': answer(429, '{"message":"slow down"}'),
      '429 that cannot be read': answer(429, '', { 'content-encoding': 'zstd' }),
    },
    read: comes('UPSTREAM_RATE_LIMITED', 3),
    write: comes('UPSTREAM_RATE_LIMITED', 1),
    note: 'a key is not used up',
  },
  {
    when: 'asks to wait longer than there is time (`Retry-After: 60`)',
    faults: { '429': answer(429, '', { 'retry-after': '60' }) },
    read: comes('UPSTREAM_RATE_LIMITED', 1),
    write: comes('UPSTREAM_RATE_LIMITED', 1),
    note: 'with `retryAfterMs`; the same of a read with a 5xx',
    retryAfterMs: 60_000,
  },
  {
    when: 'refuses the Api-Key',
    faults: {
      '401': answer(401, '{"message":"no"}'),
      '403': answer(403, '{"message":"no"}'),
      '401 that cannot be read': answer(401, 'x', { 'content-encoding': 'br' }),
      'the words UnAuthorized Access': answer(200, 'UnAuthorized Access'),
    },
    read: comes('UPSTREAM_AUTH_FAILED', 1),
    write: comes('UPSTREAM_AUTH_FAILED', 1),
  },
  {
    when: 'refuses what is asked',
    faults: {
      'an envelope with another code': { kind: 'error-envelope', errorCode: 'AL-UN-01' },
      'an envelope without codes': answer(200, '{"status":"error"}'),
      'the word error': answer(200, 'error'),
      'the word CONVERSATION_CLOSED': answer(200, 'CONVERSATION_CLOSED'),
      'the word BUSY_WITH_OTHER, in quotes': answer(200, '"BUSY_WITH_OTHER"'),
      '400': answer(400),
    },
    read: comes('UPSTREAM_REJECTED', 1, 3),
    write: comes('UPSTREAM_REJECTED', 1),
    except: { conversations: comes('answer', 1) },
    note: 'many are asked for again in halves, so that one bad id fails alone',
  },
  {
    when: 'knows no such user',
    faults: {
      'AL-U-01': { kind: 'error-envelope', errorCode: 'AL-U-01' },
      'AL-U-01 with 400': answer(400, '{"status":"error","errorResponse":[{"errorCode":"AL-U-01"}]}'),
      'AL-U-01 without its envelope': answer(200, '{"errorResponse":[{"errorCode":"AL-U-01"}]}'),
    },
    read: comes('null', 1, 3),
    write: comes('NOT_FOUND', 1),
    except: {
      conversation: comes('UPSTREAM_REJECTED', 1),
      conversations: comes('UPSTREAM_REJECTED', 1),
      messages: comes('UPSTREAM_REJECTED', 1),
      inbox: comes('UPSTREAM_REJECTED', 1),
    },
    note: 'of a conversation nobody asked for a user: `UPSTREAM_REJECTED`',
  },
  {
    when: 'knows no such conversation',
    faults: { 'AL-G-01': { kind: 'error-envelope', errorCode: 'AL-G-01' } },
    read: comes('null', 1, 3),
    write: comes('NOT_FOUND', 1),
    except: {
      conversations: comes('answer', 1),
      inbox: comes('UPSTREAM_REJECTED', 1),
    },
    note: 'where the call for many says so, they are asked for one by one',
  },
  {
    when: 'does not know the endpoint',
    faults: { '404': answer(404, 'not here'), 'AL-MA-01': { kind: 'error-envelope', errorCode: 'AL-MA-01' } },
    read: comes('UPSTREAM_REJECTED', 1),
    write: comes('UPSTREAM_REJECTED', 1),
    except: { conversations: comes('answer', 1) },
    note: 'conversations are then read one by one, for a minute and for that Api-Key',
  },
  {
    when: 'answers in another order, twice, for somebody else too, or late but in time',
    faults: {
      'another order': { kind: 'wrong-order' },
      'one of them twice': { kind: 'duplicate' },
      'a stranger': { kind: 'stranger' },
      'a delay': { kind: 'delay', ms: 20 },
    },
    read: comes('answer', 1),
    write: comes('answer', 1),
  },
];

/** What happens apart from that, and the test that shows it. */
export const EVENTS: readonly {
  readonly when: string;
  readonly outcome: string;
  readonly shownBy: readonly [file: string, test: string];
}[] = [
  {
    when: 'one of sixty ids is refused',
    outcome: 'it fails alone, after a dozen calls more; the 59 others are answered',
    shownBy: ['batching/batching-http', 'is an error on its own field, or null, and nobody else’s: by %s'],
  },
  {
    when: "the request's own time is over (`REQUEST_TIMEOUT_MS`)",
    outcome: 'what has been read stands, and what is still being read is `DEADLINE_EXCEEDED`',
    shownBy: ['kommunicate/deadline', 'is over for what is still being read, and not for what has been'],
  },
  {
    when: '… in the middle of a change',
    outcome: 'its outcome is unknown, and the next one is not sent',
    shownBy: [
      'kommunicate/deadline',
      'ends a change that is under way with an unknown outcome, and keeps the next from being sent',
    ],
  },
  {
    when: 'the client goes away',
    outcome: 'nothing more is started, and reads that nobody else waits for are given up',
    shownBy: ['api/mutations', 'has its reads given up'],
  },
  {
    when: '… in the middle of a change',
    outcome: 'it is left to finish, and the log says how it ended',
    shownBy: ['http/logs', 'ends all the same, and the log says how: %s'],
  },
  {
    when: 'a message is sent again with its `idempotencyKey`',
    outcome: 'the first outcome again, and not one call more',
    shownBy: ['idempotency/idempotency', 'is sent once, and every attempt gets the same id and time'],
  },
  {
    when: '… though nobody knows what became of the first',
    outcome: '`UPSTREAM_OUTCOME_UNKNOWN`: it is not sent again',
    shownBy: ['idempotency/idempotency', 'is not sent again when nobody knows what became of it'],
  },
  {
    when: '… while the first is under way',
    outcome: 'its answer; `IDEMPOTENCY_IN_PROGRESS` from another process, or where time is over before',
    shownBy: [
      'idempotency/idempotency-redis',
      'is sent once by many at the same time: the others get its answer, or learn that it is being sent',
    ],
  },
  {
    when: '… whose process has died since',
    outcome: 'with Redis `UPSTREAM_OUTCOME_UNKNOWN`; without it the key is forgotten',
    shownBy: ['idempotency/idempotency-redis', 'say that nobody knows what came of a job whose process is gone'],
  },
  {
    when: '… which ends without having sent anything',
    outcome: 'the one that waited is sent, once',
    shownBy: ['idempotency/joins', 'is sent for the request that waits with the same key: %s'],
  },
  {
    when: 'Redis is down, hangs, or is full',
    outcome:
      'messages with a key are `UPSTREAM_UNAVAILABLE`, unsent; everything else goes on; `/ready` is 200 `degraded`',
    shownBy: ['idempotency/idempotency-redis', 'is refused while Redis is down, and everything else goes on'],
  },
  {
    when: '… while such a message is being sent',
    outcome: 'it is sent once, and its outcome is written down when Redis is back',
    shownBy: [
      'idempotency/idempotency-redis',
      'is sent once although Redis is killed while it is being sent, for whoever asks then and later',
    ],
  },
  {
    when: '… or Redis loses its data meanwhile',
    outcome: 'the log says so; the process that sent it does not send it again, another one may',
    shownBy: ['idempotency/redis-loss', 'does not get its outcome, which the log says and this process remembers'],
  },
  {
    when: 'a caller has used all its idempotency keys',
    outcome: 'new ones are `OVERLOADED` (`idempotency-keys`), unsent, with `retryAfterMs`',
    shownBy: [
      'idempotency/quota',
      'is how many keys a caller may use a day; then it learns when there are more',
    ],
  },
  {
    when: 'more than `MAX_REQUESTS_IN_FLIGHT` are being answered',
    outcome:
      '503 `OVERLOADED` with `Retry-After`, before anything is looked at; `/health` and `/ready` answer',
    shownBy: ['http/concurrency-limit', 'refuses the next request before it looks at it, and says when to come back'],
  },
  {
    when: 'it is told to end (SIGTERM, SIGINT)',
    outcome:
      '`/ready` is 503, each answer is the last of its connection, what is under way is finished; exit 0',
    shownBy: ['http/drain', 'fails not one request, with DRAIN_DELAY_MS=%i'],
  },
  {
    when: 'nothing reads its log any more (a closed pipe, a full disk)',
    outcome:
      'requests are answered on, log lines are lost; a named pipe that has a reader again gets the next ones',
    shownBy: [
      'cli/closed-output',
      'answers on without log lines, says so once on standard error, and ends with 0',
    ],
  },
  {
    when: 'there is a bug of ours',
    outcome:
      '`INTERNAL_SERVER_ERROR` with an `errorId` that the log repeats; a rejection that nobody handles is logged, and the process lives on',
    shownBy: ['cli/cli', 'lives on after a promise that nobody looked after, and says so'],
  },
];

/** The tables of the README's section. */
export function outcomesTables(): string {
  return `${outcomesTable()}\n\n${eventsTable()}`;
}

function eventsTable(): string {
  return [
    '| when … | then | shown by |',
    '| --- | --- | --- |',
    ...EVENTS.map(
      ({ when, outcome, shownBy: [file] }) => `| ${when} | ${outcome} | [${file.split('/').at(-1)}](test/${file}.test.ts) |`,
    ),
  ].join('\n');
}

function outcomesTable(): string {
  const cell = ({ is, calls }: Outcome) => {
    if (is === 'answer') return 'answered as always';
    if (is === 'null') return 'null, without an error';
    const { retryable } = ERRORS[is] as { retryable: boolean };
    return `\`${is}\`${retryable ? ', retryable' : ''}; ${calls === 1 ? '1 call' : `${calls} calls`}`;
  };
  return [
    '| the REST API … | a read | a change or a message | |',
    '| --- | --- | --- | --- |',
    ...SITUATIONS.map(
      ({ when, read, write, note = '' }) => `| ${when} | ${cell(read)} | ${cell(write)} | ${note} |`,
    ),
  ].join('\n');
}
