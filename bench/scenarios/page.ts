/*
 * Measures a page with 50 users: as one query to the gateway, and as a front end would load it with REST calls. Three
 * processes (this one, the gateway, the emulated REST API); the two ways take turns.
 */
import { Pool } from 'undici';
import { median } from '../lib/median.ts';
import { startCommand } from '../lib/processes.ts';

const ROUNDS = 200;
const WARM_UP = 50;
const API_KEY = 'emulator-api-key';

/** 50 ids of 40 users: ten of them occur twice. */
const ids = Array.from({ length: 50 }, (_, n) => `user-${n % 40}`);
const query = `{ ${ids.map((id, n) => `u${n}: user(id: "${id}") { id displayName }`).join(' ')} }`;

const rest = await startCommand(['emulator', '--port', '0']);
const gateway = await startCommand(['--port', '0'], {
  GATEWAY_MODE: 'passthrough',
  HOST: '127.0.0.1',
  KOMMUNICATE_BASE_URL: rest.url,
  LOG_LEVEL: 'silent',
}).catch(async (error: unknown) => {
  await rest.stop();
  throw error;
});
const pools = {
  gateway: new Pool(gateway.url, { connections: 64 }),
  rest: new Pool(rest.url, { connections: 64 }),
};

async function post(pool: Pool, path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'api-key': API_KEY };
  const response = await pool.request({ method: 'POST', path, headers, body: JSON.stringify(body) });
  if (response.statusCode !== 200) throw new Error(`${path} responded with ${response.statusCode}`);
  return response.body.json();
}

const ways = {
  'one query to the gateway': async () => {
    const { data } = (await post(pools.gateway, '/graphql', { query })) as { data: object };
    if (Object.keys(data).length !== ids.length) throw new Error('the result is not complete');
  },
  'a REST call per user': async () => {
    await Promise.all(ids.map((id) => post(pools.rest, '/rest/ws/user/v2/detail', { userIdList: [id] })));
  },
};

async function callsOf(way: () => Promise<void>): Promise<number> {
  await pools.rest.request({ method: 'POST', path: '/__emulator/reset' }).then(({ body }) => body.dump());
  await way();
  const { body } = await pools.rest.request({ method: 'GET', path: '/__emulator/calls' });
  return ((await body.json()) as unknown[]).length;
}

const times: Record<string, number[]> = {};
for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
  for (const [name, way] of Object.entries(ways)) {
    const startedAt = performance.now();
    await way();
    if (round >= WARM_UP) (times[name] ??= []).push(performance.now() - startedAt);
  }
}

const medians = Object.entries(times).map(([name, values]) => [name, median(values)] as const);
const [[, fastest] = ['', Number.NaN]] = medians;
console.log(`A page with ${ids.length} users (${new Set(ids).size} different), median of ${ROUNDS} rounds:`);
for (const [name, time] of medians) {
  const calls = await callsOf(ways[name as keyof typeof ways]);
  const ratio = (time / fastest).toFixed(2);
  console.log(
    `  ${name.padEnd(30)} ${String(calls).padStart(3)} REST calls  ${time.toFixed(2).padStart(7)} ms  ${ratio} x`,
  );
}

await Promise.all([pools.gateway.close(), pools.rest.close()]);
await gateway.stop();
await rest.stop();
