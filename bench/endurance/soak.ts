/*
 * Two minutes (or as many seconds as the first argument says) of mixed load while the REST API has random faults:
 * nothing leaks, every response is well-formed and about what was asked, no message is sent twice, and none is lost
 * without an error. In every other stretch of it one caller in twenty is hostile, which may at most double how long the
 * others wait. The faults and the load are the same in every run; what meets what is not. Ends with 1 where
 * something is wrong.
 */
import { createConnection, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { startEmulator, type FaultKind } from '../../src/emulator/index.ts';
import { ERRORS } from '../../src/errors.ts';
import { sampleOf, WATCHED, type Sample } from './memory-watch.ts';
import { median, startCommand } from '../lib/processes.ts';
import { createRandom } from '../lib/random.ts';

const SECONDS = Number(process.argv[2] ?? 120);
const CLIENTS = 38;
/** Beside them, in every other stretch: 5 % of all. */
const HOSTILE = 2;
/** Connections of one hostile caller on which it pipelines and reads nothing. */
const UNREAD = 2;
/** How many times as long the slowest percent of the others may take then. */
const MOST_SLOWER = 2;
/** Of the calls. */
const FAULTY = 0.12;
/** Pauses in which the memory is looked at: a call under way may hold megabytes. */
const SAMPLES = 8;
/** Longer than a REST call may take here: what was begun for clients that have left is over then, too. */
const PAUSE_MS = 500;
/** Of the heap, from the second quarter to the last: more is a leak. */
const GROWTH = 1.25;

const random = createRandom(20_261_122);
const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;

const emulator = await startEmulator({ shape: 'live', maxCalls: 1_000_000 });
const gateway = await startCommand([], {
  GATEWAY_MODE: 'passthrough',
  HOST: '127.0.0.1',
  PORT: '0',
  KOMMUNICATE_BASE_URL: emulator.url,
  UPSTREAM_TIMEOUT_MS: '300',
  REQUEST_TIMEOUT_MS: '1500',
  LOG_LEVEL: 'silent',
  ...WATCHED,
});
const pool = new Pool(gateway.url, { connections: CLIENTS });

const FAULTS: readonly FaultKind[] = [
  { kind: 'answer', status: 500 },
  { kind: 'answer', status: 503, headers: { 'retry-after': '1' } },
  { kind: 'answer', status: 429 },
  { kind: 'answer', status: 401 },
  { kind: 'answer', status: 400 },
  { kind: 'html' },
  { kind: 'error-envelope', errorCode: 'AL-X-01' },
  { kind: 'large' },
  { kind: 'large', compressed: true },
  { kind: 'hang' },
  { kind: 'reset', applied: true },
  { kind: 'reset', applied: false },
  { kind: 'truncated' },
  { kind: 'drip', ms: 5 },
  { kind: 'delay', ms: 100 },
  { kind: 'wrong-order' },
  { kind: 'duplicate' },
  { kind: 'stranger' },
];
const PEOPLE = ['ana-ortiz', 'ben-carter', 'chloe-dubois', 'daniel-osei', 'felix-brandt', 'keiko-tanaka'];

/** What became of one message: what its sender was told, most hopeful first. */
interface Sent {
  readonly text: string;
  told: 'sent' | 'perhaps' | 'not sent';
}

const sent: Sent[] = [];
const wrong: string[] = [];
const codes = new Map<string, number>();
const latencies: number[] = [];
/** Those of stretches with and without hostile callers. */
const waits = { with: [] as number[], without: [] as number[] };
let [isHostile, hostileRequests] = [false, 0];
let requests = 0;
let left = 0;

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly extensions: { readonly code: string; readonly retryable: unknown };
  }[];
}

/**
 * A request whose answer is well-formed; undefined where the client did not wait for it. Documents are always the same,
 * as those of apps are: the gateway remembers up to 32 MiB of them, which would hide a leak.
 */
async function ask(query: string, variables: object, leaveAfterMs?: number): Promise<Answer | undefined> {
  requests += 1;
  const startedAt = performance.now();
  const signal = leaveAfterMs === undefined ? undefined : AbortSignal.timeout(Math.ceil(leaveAfterMs));
  try {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', 'api-key': emulator.apiKey },
      body: JSON.stringify({ query, variables }),
      signal: signal ?? null,
    });
    const answer = (await body.json()) as Answer;
    const took = performance.now() - startedAt;
    latencies.push(took);
    waits[isHostile ? 'with' : 'without'].push(took);
    if (statusCode !== 200 || !('data' in answer)) wrong.push(`${statusCode} ${JSON.stringify(answer)}`);
    for (const { extensions } of answer.errors ?? []) {
      const { code, retryable } = extensions;
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (!(code in ERRORS) || typeof retryable !== 'boolean' || code === 'INTERNAL_SERVER_ERROR') {
        wrong.push(`an error that nobody knows: ${JSON.stringify(extensions)}`);
      }
    }
    return answer;
  } catch (error) {
    if (signal?.aborted) left += 1;
    else wrong.push(`no answer: ${String(error)}`);
    return undefined;
  }
}

async function read(): Promise<void> {
  const ids = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(PEOPLE));
  const leaves = random() < 0.05 ? random() * 50 : undefined;
  const answer = await ask('query ($ids: [ID!]!) { users(ids: $ids) { id } }', { ids }, leaves);
  for (const [index, user] of ((answer?.data?.users ?? []) as ({ id: string } | null)[]).entries()) {
    if (user && user.id !== ids[index]) wrong.push(`${user.id} where ${ids[index]} was asked for`);
  }
}

async function send(): Promise<void> {
  const message: Sent = { text: `message ${sent.length}`, told: 'not sent' };
  sent.push(message);
  const key = random() < 0.5 ? { idempotencyKey: message.text } : undefined;
  const input = { conversationId: '104250002', senderId: 'ana-ortiz', text: message.text, ...key };
  // With a key it is safe to insist.
  for (let attempt = 0; attempt < (key ? 3 : 1); attempt += 1) {
    const leaves = random() < 0.1 ? random() * 20 : undefined;
    const answer = await ask(
      'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
      { input },
      leaves,
    );
    const [error] = answer?.errors ?? [];
    if (answer?.data?.sendMessage) {
      message.told = 'sent';
      return;
    }
    if (!answer || error?.extensions.code === 'UPSTREAM_OUTCOME_UNKNOWN') message.told = 'perhaps';
  }
}

const change = () =>
  random() < 0.5
    ? ask('mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { displayName } } }', {
        input: { userId: pick(PEOPLE), metadata: { n: 1 } },
      })
    : ask(
        'mutation ($input: ChangeConversationStatusInput!) { changeConversationStatus(input: $input) { conversation { status } } }',
        { input: { conversationId: '104250003', status: 'OPEN', actorId: 'mira.patel@hearth.example' } },
      );
const page = () => ask('{ inbox(first: 5) { nodes { id messages(first: 2) { nodes { text } } } } }', {});
const conversations = () =>
  ask('query ($ids: [ID!]!) { conversations(ids: $ids) { id assignee { id } } }', {
    ids: ['104250001', '104250002', 'nobody'],
  });

const nested = (leaves: string) =>
  `{ conversation(id: "104250002") { messages(first: 50) { nodes { conversation { messages(first: 50) { nodes { ${leaves} } } } } } } }`;
const many = (amount: number, part: (n: number) => string) =>
  Array.from({ length: amount }, (_, n) => part(n)).join(' ');
/** What costs most of what is allowed, or is refused last. */
const EXPENSIVE: readonly { readonly query: string; readonly variables?: object }[] = [
  { query: nested(many(95, (n) => `a${n}: text`)) },
  { query: nested('sender { email metadata phoneNumber lastSeenAt createdAt unreadCount }') },
  {
    query: `${'\n'.repeat(9900)}query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }`,
    variables: { r: Array.from({ length: 1000 }, () => ({})) },
  },
  { query: `{ ${many(440, () => 'viewer { id displayName }')} }` },
  { query: `{ inbox(statuses: ["${' Did you mean '.repeat(7000)}"]) { nodes { id } } }` },
  { query: '\n'.repeat(120_000) },
];
const hostilePool = new Pool(gateway.url, { connections: HOSTILE });

/** Sends one after the other what is expensive, and opens connections on which it reads nothing. */
const hostileClient = async () => {
  const sockets: Socket[] = [];
  while (!isOver()) {
    const body = JSON.stringify(EXPENSIVE[hostileRequests % EXPENSIVE.length]);
    hostileRequests += 1;
    const headers = { 'content-type': 'application/json', 'api-key': emulator.apiKey };
    const answer = await hostilePool.request({ method: 'POST', path: '/graphql', headers, body });
    await answer.body.dump();
    if (sockets.length < UNREAD) sockets.push(connectUnread());
  }
  for (const socket of sockets) socket.destroy();
};

function connectUnread(): Socket {
  const body = JSON.stringify(EXPENSIVE[0]);
  const socket = createConnection(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  const head = `POST /graphql HTTP/1.1\r\nHost: x\r\nApi-Key: ${emulator.apiKey}\r\nContent-Type: application/json\r\n`;
  socket.write(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`.repeat(30));
  return socket;
}

let endsAt = 0;
const isOver = () => performance.now() >= endsAt;
const client = async () => {
  while (!isOver()) {
    const dice = random();
    if (dice < 0.55) await read();
    else if (dice < 0.75) await send();
    else if (dice < 0.85) await change();
    else if (dice < 0.95) await conversations();
    else await page();
  }
};
let scripted = 0;
let seen = 0;
/** Sees to it that so many calls meet a fault, now and then several of one endpoint in a row. */
const breakThings = async () => {
  while (!isOver()) {
    const fresh = emulator.calls.slice(seen);
    seen += fresh.length;
    while (scripted < seen * FAULTY && fresh.length > 0) {
      const { endpoint } = pick(fresh);
      const times = random() < 0.1 ? 8 : 1;
      if (endpoint) emulator.fault({ ...pick(FAULTS), endpoint, times });
      scripted += times;
    }
    await sleep(10);
  }
};

const samples: Sample[] = [];
while (samples.length < SAMPLES) {
  endsAt = performance.now() + (SECONDS * 1000) / SAMPLES;
  isHostile = samples.length % 2 === 1;
  const hostile = Array.from({ length: isHostile ? HOSTILE : 0 }, hostileClient);
  await Promise.all([...Array.from({ length: CLIENTS }, client), ...hostile, breakThings()]);
  await sleep(PAUSE_MS);
  samples.push(await sampleOf(gateway));
}

const stored = new Map<string, number>();
for (const { message = '' } of emulator.messages) stored.set(message, (stored.get(message) ?? 0) + 1);
const doubled = sent.filter(({ text }) => (stored.get(text) ?? 0) > 1);
const lost = sent.filter(({ text, told }) => told === 'sent' && !stored.has(text));
const denied = sent.filter(({ text, told }) => told === 'not sent' && stored.has(text));
const perhaps = sent.filter(({ told }) => told === 'perhaps');
if (doubled.length > 0) wrong.push(`${doubled.length} messages were sent twice`);
if (lost.length > 0) wrong.push(`${lost.length} messages are lost without an error`);
if (denied.length > 0) wrong.push(`${denied.length} messages were sent and denied`);

const quarter = Math.max(1, Math.floor(samples.length / 4));
const early = samples.slice(quarter, quarter * 2);
const late = samples.slice(-quarter);
const heap = (of: readonly Sample[]) => median(of.map(({ heapUsed }) => heapUsed));
const mega = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
// What it remembers of keys grows with them, and is bounded: some 300 bytes each.
const remembered = sent.length * 300;
if (heap(late) > heap(early) * GROWTH + remembered) {
  wrong.push(`the heap grew from ${mega(heap(early))} to ${mega(heap(late))}`);
}
const most = Math.max(...late.map(({ sockets }) => sockets));
if (most > CLIENTS + 64 + 2) wrong.push(`${most} sockets are open`);

const slowest = (of: readonly number[]) => of.toSorted((a, b) => a - b)[Math.floor(of.length * 0.99)] ?? 0;
const slower = slowest(waits.with) / slowest(waits.without);
if (slower > MOST_SLOWER) wrong.push(`hostile callers make others wait ${slower.toFixed(1)} times as long`);

await Promise.all([pool.close(), hostilePool.close()]);
const exitCode = await gateway.stop();
if (exitCode !== 0) wrong.push(`the gateway ended with ${exitCode}`);
await emulator.close();

const tell = (name: string, value: string) => console.log(`  ${name.padEnd(24)}${value}`);
console.log(`Soak: ${SECONDS} s, ${CLIENTS} clients, faults in ${FAULTY * 100} % of the REST calls`);
tell('requests', `${requests} (${Math.round(requests / SECONDS)}/s), ${left} of them left by their client`);
tell(
  'answers',
  `all well-formed but ${wrong.length}; median ${median(latencies).toFixed(1)} ms, slowest ${Math.max(...latencies).toFixed(0)} ms`,
);
tell(
  'with hostile callers',
  `99 % of the others within ${slowest(waits.with).toFixed(0)} ms, without within ${slowest(waits.without).toFixed(0)} ms: ${slower.toFixed(2)} times; median ${median(waits.with).toFixed(1)} and ${median(waits.without).toFixed(1)} ms; ${hostileRequests} hostile requests`,
);
tell('REST calls', String(emulator.calls.length));
tell(
  'errors',
  [...codes]
    .toSorted(([, one], [, other]) => other - one)
    .map(([code, count]) => `${code} ${count}`)
    .join(', '),
);
tell('messages', `${sent.length}: ${stored.size} stored, ${perhaps.length} of unknown fate`);
tell('sent twice', String(doubled.length));
tell('lost without an error', String(lost.length));
tell('sent, but denied', String(denied.length));
tell('heap', `${mega(heap(early))} in the second quarter, ${mega(heap(late))} in the last`);
tell('sockets', `${Math.max(...early.map(({ sockets }) => sockets))}, ${most}`);
for (const line of wrong.slice(0, 20)) console.log(`  WRONG: ${line}`);
process.exit(wrong.length === 0 ? 0 : 1);
