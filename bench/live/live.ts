/*
 * Measures subscriptions over SSE beside those of graphql-yoga: memory of an idle subscriber, processor time of a delivery,
 * REST calls of an event, and how long queries wait while an event goes to all subscribers. Servers, the REST API and the
 * subscribers have processes of their own. Exits with 1 if an aim is missed.
 *
 * Arguments: the subscribers of the comparison, and those of this gateway alone. Default 2000 8000.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { cpuSecondsOf } from '../compare/process-cost.ts';
import { sampleOf, WATCHED } from '../endurance/memory-watch.ts';
import { startCommand, startProcess, type ServerProcess } from '../lib/processes.ts';
import type { Command } from './load.ts';

const [COMPARED = 2000, MANY = 8000] = process.argv.slice(2).map(Number);
const EVENTS = 20;
const LATENCY_EVENTS = 30;
const QUERY_EVERY_MS = 5;
const API_KEY = 'emulator-api-key';
const CONVERSATION = '104250001';
const AIMS = { memory: 0.3, cpu: 0.25, idleKib: 30, delayMs: 20 };

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const SUBSCRIPTION = `subscription { conversationEvents(conversationId: "${CONVERSATION}") {
  __typename conversation { id status } ... on MessageAdded { message { id text sender { displayName } } }
} }`;
const MUTATION = `mutation ($text: String!) {
  sendMessage(input: { conversationId: "${CONVERSATION}", senderId: "ana-ortiz", text: $text }) { message { id } }
}`;

/** Starts the process of the subscribers. */
function startLoad() {
  const child = fork(file('load.ts'), { execArgv: [], env: { NODE_NO_WARNINGS: '1' } });
  child.once('exit', (code) => code !== null && process.exit(1));
  const send = async (command: Command): Promise<number> => {
    const answered = new Promise<{ received?: number; error?: string }>((resolve) => {
      child.once('message', resolve);
    });
    child.send(command);
    const { received, error } = await answered;
    if (error !== undefined) throw new Error(error);
    return received ?? 0;
  };
  return { send, stop: () => child.kill('SIGKILL') };
}

type Load = ReturnType<typeof startLoad>;

async function post(pool: Pool, path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'api-key': API_KEY };
  const response = await pool.request({ method: 'POST', path, headers, body: JSON.stringify(body) });
  const result = (await response.body.json()) as { readonly errors?: unknown };
  if (response.statusCode >= 400 || result.errors) throw new Error(JSON.stringify(result));
  return result;
}

const graphql = (pool: Pool, query: string, variables = {}) => post(pool, '/graphql', { query, variables });
const sendMessage = (pool: Pool, text: string) => graphql(pool, MUTATION, { text });

/** A server and its subscribers. */
interface Contestant {
  readonly server: ServerProcess;
  readonly pool: Pool;
  readonly load: Load;
  /** The results that each stream starts with. */
  readonly firstResults: number;
}

function contestant(server: ServerProcess, firstResults: number): Contestant {
  return { server, firstResults, pool: new Pool(server.url, { connections: 16 }), load: startLoad() };
}

async function open({ server, load, firstResults }: Contestant, count: number): Promise<void> {
  const body = JSON.stringify({ query: SUBSCRIPTION });
  const early = await load.send({ open: count, url: `${server.url}/graphql`, body, apiKey: API_KEY });
  const missing = count * firstResults - early;
  if (missing > 0) await load.send({ receive: missing });
}

const memoryOf = async ({ server }: Contestant) => {
  // The second sample is without what the first collection has released to the operating system late.
  await sampleOf(server);
  await sleep(1000);
  return sampleOf(server);
};

/** KiB of a subscriber, by the heap and by the resident memory of the process. */
async function measureMemory(of: Contestant, count: number) {
  const before = await memoryOf(of);
  await open(of, count);
  const after = await memoryOf(of);
  const kib = (bytes: number) => bytes / 1024 / count;
  return { heap: kib(after.heapUsed - before.heapUsed), rss: kib(after.rss - before.rss) };
}

/** Microseconds of processor time for each delivery. */
async function measureDeliveries({ server, pool, load }: Contestant, count: number): Promise<number> {
  const deliver = async (events: number) => {
    for (let event = 0; event < events; event += 1) {
      await Promise.all([load.send({ receive: count }), sendMessage(pool, `event ${event}`)]);
    }
  };
  await deliver(5);
  const before = cpuSecondsOf(server.pid);
  await deliver(EVENTS);
  return ((cpuSecondsOf(server.pid) - before) * 1e6) / EVENTS / count;
}

/** The times of queries that arrive at a fixed rate, until `work` has ended. In milliseconds, sorted. */
async function queryTimes(pool: Pool, work: () => Promise<void>): Promise<readonly number[]> {
  const times: number[] = [];
  const queries: Promise<void>[] = [];
  const phase = { isOver: false };
  const done = work().finally(() => (phase.isOver = true));
  while (!phase.isOver) {
    const startedAt = performance.now();
    queries.push(
      graphql(pool, '{ user(id: "ana-ortiz") { displayName } }').then(
        () => void times.push(performance.now() - startedAt),
      ),
    );
    await sleep(QUERY_EVERY_MS);
  }
  await done;
  await Promise.all(queries);
  return times.toSorted((one, other) => one - other);
}

const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;

/** The same queries without events and with one event a second. */
async function measureDelay({ pool, load }: Contestant, count: number) {
  const quiet = await queryTimes(pool, () => sleep(LATENCY_EVENTS * 1000));
  const busy = await queryTimes(pool, async () => {
    for (let event = 0; event < LATENCY_EVENTS; event += 1) {
      const received = load.send({ receive: count });
      await sendMessage(pool, `event ${event}`);
      await Promise.all([received, sleep(1000)]);
    }
  });
  return {
    quiet: percentile(quiet, 0.99),
    busy: percentile(busy, 0.99),
    quietMedian: percentile(quiet, 0.5),
  };
}

async function callsOfEvent({ pool, load }: Contestant, rest: Pool, count: number) {
  const readCalls = async () => {
    const response = await rest.request({ method: 'GET', path: '/__emulator/calls' });
    return (await response.body.json()) as readonly { readonly endpoint: string }[];
  };
  // A read covers the five seconds before the last message, in which one may still appear. After many events they are more
  // than a page, so one event stands between those and the one that counts.
  await sleep(6000);
  await Promise.all([load.send({ receive: count }), sendMessage(pool, 'between')]);
  await sleep(1000);
  const before = await readCalls();
  await Promise.all([load.send({ receive: count }), sendMessage(pool, 'counted')]);
  const calls = (await readCalls()).slice(before.length);
  return Object.fromEntries(
    [...Map.groupBy(calls, ({ endpoint }) => endpoint)].map(([name, { length }]) => [name, length]),
  );
}

const emulator = await startCommand(['emulator', '--port', '0']);
const rest = new Pool(emulator.url, { connections: 4 });
const startOurs = async () =>
  contestant(
    await startCommand([], {
      GATEWAY_MODE: 'passthrough',
      HOST: '127.0.0.1',
      PORT: '0',
      KOMMUNICATE_BASE_URL: emulator.url,
      LOG_LEVEL: 'silent',
      POLL_SECONDS: '0',
      MAX_SUBSCRIPTIONS: '100000',
      MAX_SUBSCRIPTIONS_PER_CALLER: '100000',
      ...WATCHED,
    }),
    1,
  );
const startYoga = async () =>
  contestant(
    await startProcess([file('yoga.ts')], { environment: { NODE_NO_WARNINGS: '1', ...WATCHED } }),
    0,
  );

async function stop({ server, pool, load }: Contestant): Promise<void> {
  load.stop();
  await pool.close();
  await server.stop();
}

/** A first subscriber, whose code paths and plans are then in memory, and a query. */
async function warmUp(of: Contestant): Promise<void> {
  await graphql(of.pool, '{ user(id: "ana-ortiz") { displayName } }');
  await open(of, 50);
  await of.load.send({ close: true });
  await sleep(500);
}

const progress = (text: string) => console.error(`${(performance.now() / 1000).toFixed(0)} s: ${text}`);

async function measure(of: Contestant) {
  await warmUp(of);
  progress('opens the streams');
  const memory = await measureMemory(of, COMPARED);
  progress('sends events');
  const cpu = await measureDeliveries(of, COMPARED);
  return { ...memory, cpu };
}

const yoga = await startYoga();
const theirs = await measure(yoga);
await stop(yoga);
const gateway = await startOurs();
const ours = await measure(gateway);
const calls = await callsOfEvent(gateway, rest, COMPARED);
await stop(gateway);

const large = await startOurs();
await warmUp(large);
const many = await measureMemory(large, MANY);
progress('sends events');
const manyCpu = await measureDeliveries(large, MANY);
progress('sends queries');
const delay = await measureDelay(large, MANY);
await stop(large);
await rest.close();
await emulator.stop();

const row = (name: string, ...cells: readonly string[]) =>
  console.log(`${name.padEnd(44)}${cells.map((cell) => cell.padStart(12)).join('')}`);
const kib = (value: number) => `${value.toFixed(1)} KiB`;
const ratio = (one: number, other: number) => (one / other).toFixed(2);

row(`${COMPARED} subscribers of one conversation`, 'this', 'yoga', 'ratio');
row('resident memory of an idle one', kib(ours.rss), kib(theirs.rss), ratio(ours.rss, theirs.rss));
row('heap of an idle one', kib(ours.heap), kib(theirs.heap), ratio(ours.heap, theirs.heap));
row(
  'processor time of a delivery',
  `${ours.cpu.toFixed(1)} µs`,
  `${theirs.cpu.toFixed(1)} µs`,
  ratio(ours.cpu, theirs.cpu),
);
row('REST calls of an event', JSON.stringify(calls));
row(`${MANY} subscribers`, 'this');
row('resident memory of an idle one', kib(many.rss));
row('processor time of a delivery', `${manyCpu.toFixed(1)} µs`);
row(
  'a query without events, median and p99',
  `${delay.quietMedian.toFixed(1)} ms`,
  `${delay.quiet.toFixed(1)} ms`,
);
row('a query with an event a second, p99', '', `${delay.busy.toFixed(1)} ms`);

const missed = [
  ours.rss > theirs.rss * AIMS.memory && 'memory',
  ours.cpu > theirs.cpu * AIMS.cpu && 'processor time',
  many.rss > AIMS.idleKib && `memory of ${MANY}`,
  delay.busy - delay.quiet > AIMS.delayMs && 'delay of queries',
  calls.messageList !== 1 && 'message/list',
  (calls.groupInfo ?? 0) > 1 && 'v3/info',
  (calls.userDetail ?? 0) > 1 && 'v2/detail',
].filter((name) => name !== false);
console.log(missed.length === 0 ? 'All aims are met.' : `Missed: ${missed.join(', ')}.`);
process.exit(missed.length === 0 ? 0 : 1);
