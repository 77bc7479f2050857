/*
 * Runs mixed load against random faults of the REST API, for two minutes or as many seconds as the first argument says.
 * Checks that nothing leaks, that each response is well-formed and for its own request, that no message is sent twice, and
 * that none is lost without an error. In every second phase one client in twenty is hostile, which may at most double the
 * latency of the others. Load and faults are the same in every run, but not which call meets which fault. Exits with 1 if a
 * check fails.
 */
import { createConnection, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { startEmulator, type FaultKind } from '../../src/emulator/index.ts';
import { ERRORS } from '../../src/errors.ts';
import { sampleOf, WATCHED, type Sample } from './memory-watch.ts';
import { median } from '../lib/median.ts';
import { startCommand } from '../lib/processes.ts';
import { createRandom } from '../lib/random.ts';

const SECONDS = Number(process.argv[2] ?? 120);
const CLIENTS = 38;
/** Further clients, in every second phase: 5 % of all. */
const HOSTILE = 2;
/** Connections per hostile client on which it pipelines requests and never reads. */
const UNREAD = 2;
/** The maximum factor by which hostile clients may raise the 99th percentile of the others. */
const MAX_SLOWDOWN = 2;
/** The share of REST calls that meet a fault. */
const FAULT_RATE = 0.12;
/** Phases, each with a memory sample at its end. Samples are taken without load: a call in flight may hold megabytes. */
const SAMPLES = 8;
/** Longer than the REST time-out here, so that work for disconnected clients has ended too. */
const PAUSE_MS = 500;
/** The maximum growth of the heap from the second quarter to the last. More is a leak. */
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

/** One message, and the outcome that its sender got. */
interface Sent {
  readonly text: string;
  outcome: 'sent' | 'unknown' | 'not sent';
}

const sent: Sent[] = [];
const wrong: string[] = [];
const codes = new Map<string, number>();
const latencies: number[] = [];
/** Latencies of the phases with and without hostile clients. */
const phaseLatencies = { with: [] as number[], without: [] as number[] };
let [isHostile, hostileRequests] = [false, 0];
let requests = 0;
let disconnects = 0;

interface Result {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly extensions: { readonly code: string; readonly retryable: unknown };
  }[];
}

/**
 * Sends a request, and checks that its response is well-formed. Resolves with undefined if the client disconnected. The
 * documents are always the same, as those of apps are: the gateway caches up to 32 MiB of them, which would hide a leak.
 */
async function request(
  query: string,
  variables: object,
  disconnectAfterMs?: number,
): Promise<Result | undefined> {
  requests += 1;
  const startedAt = performance.now();
  const signal =
    disconnectAfterMs === undefined ? undefined : AbortSignal.timeout(Math.ceil(disconnectAfterMs));
  try {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', 'api-key': emulator.apiKey },
      body: JSON.stringify({ query, variables }),
      signal: signal ?? null,
    });
    const result = (await body.json()) as Result;
    const latency = performance.now() - startedAt;
    latencies.push(latency);
    phaseLatencies[isHostile ? 'with' : 'without'].push(latency);
    if (statusCode !== 200 || !('data' in result)) wrong.push(`${statusCode} ${JSON.stringify(result)}`);
    for (const { extensions } of result.errors ?? []) {
      const { code, retryable } = extensions;
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (!(code in ERRORS) || typeof retryable !== 'boolean' || code === 'INTERNAL_SERVER_ERROR') {
        wrong.push(`an unexpected error: ${JSON.stringify(extensions)}`);
      }
    }
    return result;
  } catch (error) {
    if (signal?.aborted) disconnects += 1;
    else wrong.push(`no response: ${String(error)}`);
    return undefined;
  }
}

async function read(): Promise<void> {
  const ids = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(PEOPLE));
  const disconnectAfterMs = random() < 0.05 ? random() * 50 : undefined;
  const result = await request(
    'query ($ids: [ID!]!) { users(ids: $ids) { id } }',
    { ids },
    disconnectAfterMs,
  );
  for (const [index, user] of ((result?.data?.users ?? []) as ({ id: string } | null)[]).entries()) {
    if (user && user.id !== ids[index]) wrong.push(`${user.id} where ${ids[index]} was requested`);
  }
}

async function send(): Promise<void> {
  const message: Sent = { text: `message ${sent.length}`, outcome: 'not sent' };
  sent.push(message);
  const key = random() < 0.5 ? { idempotencyKey: message.text } : undefined;
  const input = { conversationId: '104250002', senderId: 'ana-ortiz', text: message.text, ...key };
  // With an idempotency key, a retry is safe.
  for (let attempt = 0; attempt < (key ? 3 : 1); attempt += 1) {
    const disconnectAfterMs = random() < 0.1 ? random() * 20 : undefined;
    const result = await request(
      'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
      { input },
      disconnectAfterMs,
    );
    const [error] = result?.errors ?? [];
    if (result?.data?.sendMessage) {
      message.outcome = 'sent';
      return;
    }
    if (!result || error?.extensions.code === 'UPSTREAM_OUTCOME_UNKNOWN') message.outcome = 'unknown';
  }
}

const change = () =>
  random() < 0.5
    ? request('mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { displayName } } }', {
        input: { userId: pick(PEOPLE), metadata: { n: 1 } },
      })
    : request(
        'mutation ($input: ChangeConversationStatusInput!) { changeConversationStatus(input: $input) { conversation { status } } }',
        { input: { conversationId: '104250003', status: 'OPEN', actorId: 'mira.patel@hearth.example' } },
      );
const page = () => request('{ inbox(first: 5) { nodes { id messages(first: 2) { nodes { text } } } } }', {});
const conversations = () =>
  request('query ($ids: [ID!]!) { conversations(ids: $ids) { id assignee { id } } }', {
    ids: ['104250001', '104250002', 'missing'],
  });

const nested = (leaves: string) =>
  `{ conversation(id: "104250002") { messages(first: 50) { nodes { conversation { messages(first: 50) { nodes { ${leaves} } } } } } } }`;
const many = (amount: number, part: (n: number) => string) =>
  Array.from({ length: amount }, (_, n) => part(n)).join(' ');
/** The most expensive requests that the limits allow, or reject late. */
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

/** Sends expensive requests one after the other, and opens connections from which it never reads. */
const hostileClient = async () => {
  const sockets: Socket[] = [];
  while (!isOver()) {
    const body = JSON.stringify(EXPENSIVE[hostileRequests % EXPENSIVE.length]);
    hostileRequests += 1;
    const headers = { 'content-type': 'application/json', 'api-key': emulator.apiKey };
    const response = await hostilePool.request({ method: 'POST', path: '/graphql', headers, body });
    await response.body.dump();
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
/** Scripts faults for a share of the calls, sometimes several in a row for one endpoint. */
const scriptFaults = async () => {
  while (!isOver()) {
    const fresh = emulator.calls.slice(seen);
    seen += fresh.length;
    while (scripted < seen * FAULT_RATE && fresh.length > 0) {
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
  await Promise.all([...Array.from({ length: CLIENTS }, client), ...hostile, scriptFaults()]);
  await sleep(PAUSE_MS);
  samples.push(await sampleOf(gateway));
}

const stored = new Map<string, number>();
for (const { message = '' } of emulator.messages) stored.set(message, (stored.get(message) ?? 0) + 1);
const duplicated = sent.filter(({ text }) => (stored.get(text) ?? 0) > 1);
const lost = sent.filter(({ text, outcome }) => outcome === 'sent' && !stored.has(text));
const denied = sent.filter(({ text, outcome }) => outcome === 'not sent' && stored.has(text));
const unknown = sent.filter(({ outcome }) => outcome === 'unknown');
if (duplicated.length > 0) wrong.push(`${duplicated.length} messages were sent twice`);
if (lost.length > 0) wrong.push(`${lost.length} messages are lost without an error`);
if (denied.length > 0)
  wrong.push(`${denied.length} messages were sent although an error said that they were not`);

const quarter = Math.max(1, Math.floor(samples.length / 4));
const early = samples.slice(quarter, quarter * 2);
const late = samples.slice(-quarter);
const heap = (of: readonly Sample[]) => median(of.map(({ heapUsed }) => heapUsed));
const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
// The gateway stores idempotency keys, about 300 bytes each and bounded.
const storedKeys = sent.length * 300;
if (heap(late) > heap(early) * GROWTH + storedKeys) {
  wrong.push(`the heap grew from ${mebibytes(heap(early))} to ${mebibytes(heap(late))}`);
}
const maxSockets = Math.max(...late.map(({ sockets }) => sockets));
if (maxSockets > CLIENTS + 64 + 2) wrong.push(`${maxSockets} sockets are open`);

const p99 = (of: readonly number[]) => of.toSorted((a, b) => a - b)[Math.floor(of.length * 0.99)] ?? 0;
const slowdown = p99(phaseLatencies.with) / p99(phaseLatencies.without);
if (slowdown > MAX_SLOWDOWN)
  wrong.push(`hostile clients make the others ${slowdown.toFixed(1)} times as slow`);

await Promise.all([pool.close(), hostilePool.close()]);
const exitCode = await gateway.stop();
if (exitCode !== 0) wrong.push(`the gateway exited with ${exitCode}`);
await emulator.close();

const print = (name: string, value: string) => console.log(`  ${name.padEnd(24)}${value}`);
console.log(`Soak: ${SECONDS} s, ${CLIENTS} clients, faults in ${FAULT_RATE * 100} % of the REST calls`);
print(
  'requests',
  `${requests} (${Math.round(requests / SECONDS)}/s), ${disconnects} of them cancelled by their client`,
);
print(
  'responses',
  `${wrong.length} faults; median ${median(latencies).toFixed(1)} ms, slowest ${Math.max(...latencies).toFixed(0)} ms`,
);
print(
  'with hostile clients',
  `p99 of the others ${p99(phaseLatencies.with).toFixed(0)} ms, without ${p99(phaseLatencies.without).toFixed(0)} ms: ${slowdown.toFixed(2)} times; median ${median(phaseLatencies.with).toFixed(1)} and ${median(phaseLatencies.without).toFixed(1)} ms; ${hostileRequests} hostile requests`,
);
print('REST calls', String(emulator.calls.length));
print(
  'errors',
  [...codes]
    .toSorted(([, one], [, other]) => other - one)
    .map(([code, count]) => `${code} ${count}`)
    .join(', '),
);
print('messages', `${sent.length}: ${stored.size} stored, ${unknown.length} with an unknown outcome`);
print('sent twice', String(duplicated.length));
print('lost without an error', String(lost.length));
print('sent, but reported lost', String(denied.length));
print('heap', `${mebibytes(heap(early))} in the second quarter, ${mebibytes(heap(late))} in the last`);
print('sockets', `${Math.max(...early.map(({ sockets }) => sockets))}, ${maxSockets}`);
for (const line of wrong.slice(0, 20)) console.log(`  WRONG: ${line}`);
process.exit(wrong.length === 0 ? 0 : 1);
