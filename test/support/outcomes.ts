import type { Endpoint, FaultKind } from '../../src/emulator/index.ts';
import type { ErrorCode } from '../../src/errors.ts';

/*
 * What the gateway does when the REST API fails. The data of the fault matrix (fault-matrix.test.ts), and of the tables
 * that `npm run docs:generate` writes.
 */

/** A field that calls one endpoint, and a sibling field that does not. */
export interface Operation {
  readonly document: string;
  readonly endpoint: Endpoint;
  /** The path of the field in the response. */
  readonly path: readonly string[];
  readonly isWrite: boolean;
  /** Whether one call requests two objects, which can also be requested one by one. */
  readonly isPair?: boolean;
}

const SIBLING_READ = 'sibling: conversation(id: "104250002") { name }';
const SIBLING_USER = 'sibling: user(id: "ben-carter") { displayName }';
const SIBLING_WRITE =
  'sibling: updateUser(input: { userId: "ben-carter", displayName: "B" }) { user { id } }';

/** The id of the first message of the conversation 104250001. */
const FIRST_MESSAGE = '5-dbde3a01-4694-49c0-8c93-e540ea715329-104250001-0';

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
  message: {
    document: `{ it: message(id: "${FIRST_MESSAGE}") { text } ${SIBLING_USER} }`,
    endpoint: 'messageDetail',
    path: ['it'],
    isWrite: false,
  },
  receipts: {
    document: `{ sibling: message(id: "${FIRST_MESSAGE}") { text receipts { readAt } } }`,
    endpoint: 'messageInfo',
    path: ['sibling', 'receipts'],
    isWrite: false,
  },
  inbox: {
    document: `{ it: inbox(first: 2) { nodes { id } } ${SIBLING_USER} }`,
    endpoint: 'groupSupport',
    path: ['it'],
    isWrite: false,
  },
  'inbox of an assignee': {
    document: `{ it: inbox(first: 2, assigneeId: "tom.becker@hearth.example") { nodes { id } } ${SIBLING_USER} }`,
    endpoint: 'groupAssigned',
    path: ['it'],
    isWrite: false,
  },
  'conversations of a user': {
    document: '{ sibling: user(id: "ana-ortiz") { displayName conversations(first: 2) { nodes { id } } } }',
    endpoint: 'messageList',
    path: ['sibling', 'conversations'],
    isWrite: false,
  },
  markConversationRead: {
    document: `mutation {
      it: markConversationRead(input: { conversationId: "104250001" }) { conversation { id } }
      ${SIBLING_WRITE}
    }`,
    endpoint: 'conversationRead',
    path: ['it'],
    isWrite: false,
  },
  createConversation: {
    document: `mutation {
      it: createConversation(input: { participantIds: ["ana-ortiz"] }) { conversation { __typename } }
      ${SIBLING_WRITE}
    }`,
    endpoint: 'groupCreate',
    path: ['it'],
    isWrite: true,
  },
  'createConversation with a key': {
    document: `mutation {
      it: createConversation(input: { participantIds: ["ana-ortiz"], idempotencyKey: "k" }) { conversation { __typename } }
      ${SIBLING_WRITE}
    }`,
    endpoint: 'groupCreate',
    path: ['it'],
    isWrite: true,
  },
  assignConversation: {
    document: `mutation {
      it: assignConversation(input: { conversationId: "104250001", assigneeId: "tom.becker@hearth.example" }) {
        conversation { id }
      }
      ${SIBLING_WRITE}
    }`,
    endpoint: 'groupAssign',
    path: ['it'],
    isWrite: true,
  },
  'sendMessage with an attachment': {
    document: `mutation {
      it: sendMessage(input: { conversationId: "104250001", attachment: { url: "https://files.example/a" } }) { message { id } }
      ${SIBLING_WRITE}
    }`,
    endpoint: 'messageSendAttachment',
    path: ['it'],
    isWrite: true,
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
  /** `data`: as without the fault; `null`: null without an error. */
  readonly is: ErrorCode | 'data' | 'null';
  /** Calls of the failing endpoint. */
  readonly calls: number;
  /** The same for an operation with `isPair`, which may retry one by one. */
  readonly callsOfPair?: number;
}

export interface Situation {
  /** Follows "the REST API" in the table of docs/reliability.md. */
  readonly when: string;
  /** Faults with the same outcome. `closed`: nothing listens on the port; `open`: the circuit is open. */
  readonly faults: Readonly<Record<string, FaultKind | 'closed' | 'open'>>;
  readonly read: Outcome;
  readonly write: Outcome;
  /** Operations with another outcome. */
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
const outcome = (is: Outcome['is'], calls: number, callsOfPair = calls): Outcome => ({
  is,
  calls,
  callsOfPair,
});

/** `maxAnswerBytes` of the client in these tests. */
export const MAX_ANSWER_BYTES = 400_000;

export const SITUATIONS: readonly Situation[] = [
  {
    when: 'cannot be reached',
    faults: { 'nothing listens': 'closed' },
    read: outcome('UPSTREAM_UNAVAILABLE', 0),
    write: outcome('UPSTREAM_UNAVAILABLE', 0),
    note: 'after three attempts; nothing was sent',
  },
  {
    when: 'has failed at least half of twenty or more calls in ten seconds',
    faults: { 'the circuit is open': 'open' },
    read: outcome('UPSTREAM_UNAVAILABLE', 0),
    write: outcome('UPSTREAM_UNAVAILABLE', 0),
    note: 'at once, with `retryAfterMs`; nothing was sent (open circuit)',
    retryAfterMs: 5000,
  },
  {
    when: 'responds with a 5xx',
    faults: {
      '500': answer(500),
      '503 with a page': { kind: 'html', status: 503 },
      '502 with an invalid body': answer(502, 'x', { 'content-encoding': 'gzip' }),
    },
    read: outcome('UPSTREAM_UNAVAILABLE', 3),
    write: outcome('UPSTREAM_OUTCOME_UNKNOWN', 1),
  },
  {
    when: 'closes the connection before it responds',
    faults: {
      'a reset before the call is applied': { kind: 'reset', applied: false },
      'a reset after the call is applied': { kind: 'reset', applied: true },
    },
    read: outcome('UPSTREAM_UNAVAILABLE', 3),
    write: outcome('UPSTREAM_OUTCOME_UNKNOWN', 1),
  },
  {
    when: 'does not respond in time, responds byte by byte, or responds with 408',
    faults: {
      '408': answer(408),
      'no response': { kind: 'hang' },
      // The emulator's clock does not stop, so the response must not end while the test runs.
      'a byte from time to time': { kind: 'drip', ms: 500 },
    },
    read: outcome('UPSTREAM_TIMEOUT', 3),
    write: outcome('UPSTREAM_OUTCOME_UNKNOWN', 1),
    note: '`DEADLINE_EXCEEDED` if the time of the request ends before the third attempt, as by default',
  },
  {
    when: 'responds with an incomplete body, an HTML page, no JSON, an unknown shape, a redirect, or too many bytes',
    faults: {
      'a body that is cut off': { kind: 'truncated' },
      'an HTML page with 200': { kind: 'html' },
      'half a JSON text': answer(200, '{"status":"succ'),
      'an empty body': answer(200),
      'a string': answer(200, '"text"'),
      'an unknown object': answer(200, '{"a":1}'),
      null: answer(200, 'null'),
      'an unknown encoding': answer(200, '[]', { 'content-encoding': 'x' }),
      'a redirect': answer(302, '', { location: 'http://127.0.0.1:1/' }),
      'too many bytes': { kind: 'large', bytes: 500_000 },
      'too many bytes after decompression': { kind: 'large', bytes: 500_000, compressed: true },
      'bytes that are not gzip': answer(200, '[]', { 'content-encoding': 'gzip' }),
    },
    read: outcome('UPSTREAM_INVALID_RESPONSE', 3),
    write: outcome('UPSTREAM_OUTCOME_UNKNOWN', 1),
  },
  {
    when: 'responds with 429',
    faults: {
      '429': answer(429, '{"message":"slow down"}'),
      '429 with an invalid body': answer(429, '', { 'content-encoding': 'zstd' }),
    },
    read: outcome('UPSTREAM_RATE_LIMITED', 3),
    write: outcome('UPSTREAM_RATE_LIMITED', 1),
    note: 'the `idempotencyKey` can be used again',
  },
  {
    when: 'requests a longer delay than the request has time (`Retry-After: 60`)',
    faults: { '429': answer(429, '', { 'retry-after': '60' }) },
    read: outcome('UPSTREAM_RATE_LIMITED', 1),
    write: outcome('UPSTREAM_RATE_LIMITED', 1),
    note: 'with `retryAfterMs`; a read with a 5xx has it too',
    retryAfterMs: 60_000,
  },
  {
    when: 'rejects the Api-Key',
    faults: {
      '401': answer(401, '{"message":"no"}'),
      '403': answer(403, '{"message":"no"}'),
      '401 with an invalid body': answer(401, 'x', { 'content-encoding': 'br' }),
      'the words UnAuthorized Access': answer(200, 'UnAuthorized Access'),
    },
    read: outcome('UPSTREAM_AUTH_FAILED', 1),
    write: outcome('UPSTREAM_AUTH_FAILED', 1),
  },
  {
    when: 'rejects the call',
    faults: {
      'an envelope with another code': { kind: 'error-envelope', errorCode: 'AL-UN-01' },
      'an envelope without codes': answer(200, '{"status":"error"}'),
      'the word error': answer(200, 'error'),
      'the word CONVERSATION_CLOSED': answer(200, 'CONVERSATION_CLOSED'),
      'the word BUSY_WITH_OTHER, in quotes': answer(200, '"BUSY_WITH_OTHER"'),
      '400': answer(400),
    },
    read: outcome('UPSTREAM_REJECTED', 1, 3),
    write: outcome('UPSTREAM_REJECTED', 1),
    except: { conversations: outcome('data', 1) },
    note: 'a batch is retried in halves, so that only the invalid id fails',
  },
  {
    when: 'has no such user',
    faults: {
      'AL-U-01': { kind: 'error-envelope', errorCode: 'AL-U-01' },
      'AL-U-01 with 400': answer(400, '{"status":"error","errorResponse":[{"errorCode":"AL-U-01"}]}'),
      'AL-U-01 without its envelope': answer(200, '{"errorResponse":[{"errorCode":"AL-U-01"}]}'),
    },
    read: outcome('null', 1, 3),
    write: outcome('NOT_FOUND', 1),
    except: {
      conversation: outcome('UPSTREAM_REJECTED', 1),
      conversations: outcome('UPSTREAM_REJECTED', 1),
      messages: outcome('UPSTREAM_REJECTED', 1),
      message: outcome('UPSTREAM_REJECTED', 1),
      receipts: outcome('UPSTREAM_REJECTED', 1),
      inbox: outcome('UPSTREAM_REJECTED', 1),
      'inbox of an assignee': outcome('UPSTREAM_REJECTED', 1),
      'conversations of a user': outcome('UPSTREAM_REJECTED', 1),
      markConversationRead: outcome('NOT_FOUND', 1),
    },
    note: '`UPSTREAM_REJECTED` if the call was for conversations',
  },
  {
    when: 'has no such conversation',
    faults: { 'AL-G-01': { kind: 'error-envelope', errorCode: 'AL-G-01' } },
    read: outcome('null', 1, 3),
    write: outcome('NOT_FOUND', 1),
    except: {
      conversations: outcome('data', 1),
      inbox: outcome('UPSTREAM_REJECTED', 1),
      'inbox of an assignee': outcome('UPSTREAM_REJECTED', 1),
      'conversations of a user': outcome('UPSTREAM_REJECTED', 1),
      markConversationRead: outcome('NOT_FOUND', 1),
    },
    note: 'a batch is retried one by one',
  },
  {
    when: 'does not have the endpoint',
    faults: { '404': answer(404, 'not here'), 'AL-MA-01': { kind: 'error-envelope', errorCode: 'AL-MA-01' } },
    read: outcome('UPSTREAM_REJECTED', 1),
    write: outcome('UPSTREAM_REJECTED', 1),
    except: { conversations: outcome('data', 1) },
    note: 'that Api-Key reads conversations one by one for a minute',
  },
  {
    when: 'responds in another order, with duplicates, with unrequested entries, or with a delay',
    faults: {
      'another order': { kind: 'wrong-order' },
      'a duplicate': { kind: 'duplicate' },
      'an unrequested entry': { kind: 'stranger' },
      'a delay': { kind: 'delay', ms: 20 },
    },
    read: outcome('data', 1),
    write: outcome('data', 1),
  },
];

/** Outcomes of other events, each with the test that shows it. */
export const EVENTS: readonly {
  readonly when: string;
  readonly outcome: string;
  readonly shownBy: readonly [file: string, test: string];
}[] = [
  {
    when: 'the REST API rejects one of sixty ids',
    outcome: 'only that id fails, after about twelve more calls; the other 59 are returned',
    shownBy: ['batching/batching-http', 'fails only its own field, or makes it null: %s'],
  },
  {
    when: 'the time of the request ends (`REQUEST_TIMEOUT_MS`)',
    outcome: 'finished reads are returned, pending reads are `DEADLINE_EXCEEDED`',
    shownBy: ['kommunicate/deadline', 'fails pending reads when it ends, and keeps finished ones'],
  },
  {
    when: '… during a change',
    outcome: 'the change is `UPSTREAM_OUTCOME_UNKNOWN`, and the next one is not sent',
    shownBy: [
      'kommunicate/deadline',
      'leaves the outcome of a change in flight unknown when it ends, and does not send the next one',
    ],
  },
  {
    when: 'the client disconnects',
    outcome: 'no further call is sent, and reads that no other request shares are cancelled',
    shownBy: ['api/mutations', 'has its reads cancelled'],
  },
  {
    when: '… during a change',
    outcome: 'the change continues, and the log has its outcome',
    shownBy: ['http/logs', 'completes, and the log has its outcome: %s'],
  },
  {
    when: 'a client sends a message again with the same `idempotencyKey`',
    outcome: 'the first outcome again, without another call',
    shownBy: ['idempotency/idempotency', 'is sent once, and every attempt returns the same id and time'],
  },
  {
    when: '… and the outcome of the first attempt is unknown',
    outcome: '`UPSTREAM_OUTCOME_UNKNOWN`; the message is not sent again',
    shownBy: ['idempotency/idempotency', 'is not sent again if its outcome is unknown'],
  },
  {
    when: '… during the first attempt',
    outcome:
      'the outcome of the first attempt; `IDEMPOTENCY_IN_PROGRESS` in another process, or if the time of the request ends before',
    shownBy: [
      'idempotency/idempotency-redis',
      'is sent once by concurrent attempts: the others return its result or an in-progress error',
    ],
  },
  {
    when: '… after the process of the first attempt has died',
    outcome: 'with Redis: `UPSTREAM_OUTCOME_UNKNOWN`; without Redis, the key is lost',
    shownBy: [
      'idempotency/idempotency-redis',
      'reports an unknown outcome if the process of the attempt has ended',
    ],
  },
  {
    when: '… and the first attempt ends before it sends anything',
    outcome: 'the waiting request sends the message, once',
    shownBy: ['idempotency/joins', 'is sent for a waiting request with the same key: %s'],
  },
  {
    when: 'Redis is down, hangs, or is full',
    outcome:
      'messages with a key are not sent and are `UPSTREAM_UNAVAILABLE`; other fields work; `/ready` is 200 `degraded`',
    shownBy: ['idempotency/idempotency-redis', 'is rejected while Redis is down, and other requests succeed'],
  },
  {
    when: '… while a message with a key is being sent',
    outcome: 'the message is sent once, and its outcome is stored when Redis is back',
    shownBy: [
      'idempotency/idempotency-redis',
      'is sent once although Redis is killed while it is being sent',
    ],
  },
  {
    when: '… or Redis loses its data during the call',
    outcome: 'the log says so; the same process does not send the message again, another one may',
    shownBy: ['idempotency/redis-loss', 'does not get the outcome, which is logged and kept by this process'],
  },
  {
    when: 'a caller has used all its idempotency keys',
    outcome:
      'messages with a new key are not sent and are `OVERLOADED` (`idempotency-keys`), with `retryAfterMs`',
    shownBy: ['idempotency/quota', 'limits the keys of a caller in a day, and says when there are more'],
  },
  {
    when: 'more than `MAX_REQUESTS_IN_FLIGHT` requests are in flight',
    outcome:
      '503 `OVERLOADED` with `Retry-After`, before the request is read; `/health` and `/ready` respond',
    shownBy: ['http/concurrency-limit', 'rejects the next request before reading it, with Retry-After'],
  },
  {
    when: 'the process receives SIGTERM or SIGINT',
    outcome: '`/ready` is 503, each response closes its connection, requests in flight finish; exit code 0',
    shownBy: ['http/drain', 'fails no request, with DRAIN_DELAY_MS=%i'],
  },
  {
    when: 'the log can no longer be written (a closed pipe, a full disk)',
    outcome:
      'requests still work, and log lines are lost; a named pipe with a new reader gets the next lines',
    shownBy: [
      'cli/closed-output',
      'serves without log lines, reports it once on standard error, and exits with 0',
    ],
  },
  {
    when: 'the gateway has a bug',
    outcome:
      '`INTERNAL_SERVER_ERROR` with an `errorId` that the log has too; an unhandled rejection is logged, and the process continues',
    shownBy: ['cli/cli', 'survives an unhandled promise rejection, and logs it'],
  },
];
