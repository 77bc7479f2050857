/*
 * Compares one instance with two behind a round-robin balancer, for one account: the REST calls of the same load, beside
 * the maximum that docs/scaling.md calculates, and what the two share through Redis. Needs `redis-server`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { sendAtRate, startCountingRest } from './lookups.ts';
import { median } from '../lib/median.ts';
import { startCommand } from '../lib/processes.ts';

const REST_MS = 20;
const SECONDS = 4;
const LOADS = [200, 800, 1600];
const IN_FLIGHT = [2, 8];
const MESSAGES = 500;
const RATE = 300;

const rest = await startCountingRest(REST_MS);
const redis = await startRedis();

interface Result {
  readonly data?: { readonly user?: { readonly id?: string } };
}

interface Instances {
  post(body: object, headers?: Readonly<Record<string, string>>): Promise<{ status: number; result: Result }>;
  stop(): Promise<void>;
}

/** Starts gateway processes. Requests go to each in turn. */
async function startInstances(
  count: number,
  environment: Readonly<Record<string, string>>,
): Promise<Instances> {
  const started = await Promise.all(
    Array.from({ length: count }, () =>
      startCommand(['--port', '0'], {
        GATEWAY_MODE: 'passthrough',
        HOST: '127.0.0.1',
        KOMMUNICATE_BASE_URL: rest.url,
        REDIS_URL: redis.url,
        LOG_LEVEL: 'silent',
        ...environment,
      }),
    ),
  );
  const pools = started.map(({ url }) => new Pool(url, { connections: 128 }));
  let turn = 0;
  return {
    async post(body, headers = {}) {
      const pool = pools[(turn += 1) % pools.length] as Pool;
      const { statusCode, body: text } = await pool.request({
        method: 'POST',
        path: '/graphql',
        headers: { 'content-type': 'application/json', 'api-key': 'a-key', ...headers },
        body: JSON.stringify(body),
      });
      return { status: statusCode, result: (await text.json()) as Result };
    },
    async stop() {
      await Promise.all(pools.map((pool) => pool.close()));
      await Promise.all(started.map(({ stop }) => stop()));
    },
  };
}

const query = 'query ($id: ID!) { user(id: $id) { id } }';

async function callsOf({ post }: Instances, load: number) {
  let count = 0;
  const requestUser = async () => {
    const id = `user-${(count += 1) % 5000}`;
    const { result } = await post({ query, variables: { id } });
    if (result.data?.user?.id !== id) throw new Error(`the response for ${id} is another user`);
  };
  rest.batches.length = 0;
  const times = await sendAtRate(load, SECONDS, requestUser);
  return {
    calls: rest.batches.length / SECONDS,
    users: times.length / rest.batches.length,
    ms: median(times),
  };
}

console.log(`One account, one user in a request, REST calls of ${REST_MS} ms, ${SECONDS} s each:`);
console.log('in flight  requests/s   instances   calls/s   at most   users in a call       p50');
for (const inFlight of IN_FLIGHT) {
  for (const instances of [1, 2]) {
    const running = await startInstances(instances, { MAX_BATCHES_IN_FLIGHT: String(inFlight) });
    // Warms up the processes.
    await sendAtRate(LOADS[0] as number, 1, () => running.post({ query, variables: { id: 'user-1' } }));
    for (const load of LOADS) {
      const { calls, users, ms } = await callsOf(running, load);
      const maxCalls = Math.min(load, (instances * inFlight * 1000) / REST_MS);
      const cells = [inFlight, load, instances, calls.toFixed(0), maxCalls.toFixed(0), users.toFixed(1)];
      const widths = [9, 12, 12, 10, 10, 18];
      const row = cells.map((cell, at) => String(cell).padStart(widths[at] as number)).join('');
      console.log(`${row}${ms.toFixed(1).padStart(8)} ms`);
    }
    await running.stop();
  }
}

const two = await startInstances(2, { RATE_LIMIT: `${RATE * 100}/h` });
rest.messages = 0;
const send = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
await Promise.all(
  Array.from({ length: MESSAGES * 2 }, (_, index) => {
    const idempotencyKey = `key-${Math.floor(index / 2)}`;
    return two.post({
      query: send,
      variables: { input: { conversationId: '1', senderId: 'user-1', text: 'Hi', idempotencyKey } },
    });
  }),
);
console.log(`\n${MESSAGES} messages, each sent through both instances at once: ${rest.messages} calls.`);
await two.stop();

const limited = await startInstances(2, { RATE_LIMIT: `${RATE}/h` });
const statuses = await Promise.all(
  Array.from({ length: RATE * 2 }, async () => {
    const { status } = await limited.post({ query: '{ __typename }' }, { 'api-key': 'another-key' });
    return status;
  }),
);
const passed = statuses.filter((status) => status === 200).length;
console.log(`${RATE * 2} requests under a rate of ${RATE}, through both: ${passed} succeed.`);
await limited.stop();
redis.stop();
rest.close();

/** Starts a Redis of its own, without persistence. */
async function startRedis() {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill());
  let output = '';
  while (!output.includes('Ready to accept connections')) {
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    output += chunk.toString();
  }
  child.stdout.resume();
  return { url: `redis://127.0.0.1:${port}`, stop: () => void child.kill('SIGTERM') };
}
