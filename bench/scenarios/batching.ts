/*
 * Measures batching: requests for one user each, of one account, against a REST API that takes 20 ms. First one request at
 * a time, in turn with direct calls: the latency that an idle gateway adds. Then several loads, at random times (as people
 * cause them) or in bursts (many pages at once, ten times a second): the REST calls per 1,000 requests, which would be
 * 1,000 without batching. Writes bench/results/batching.svg.
 */
import { writeFileSync } from 'node:fs';
import { Pool } from 'undici';
import { drawChart, type Series } from '../lib/svg.ts';
import { sendAtRate, startCountingRest, timed } from './lookups.ts';
import { median } from '../lib/median.ts';
import { startCommand } from '../lib/processes.ts';

const REST_MS = 20;
const LOADS = [50, 100, 200, 400, 800, 1600];
const SECONDS = 3;
const IDLE_ROUNDS = 200;

const rest = await startCountingRest(REST_MS);
const gateway = await startCommand(['--port', '0'], {
  GATEWAY_MODE: 'passthrough',
  HOST: '127.0.0.1',
  KOMMUNICATE_BASE_URL: rest.url,
  LOG_LEVEL: 'silent',
});
const pools = {
  gateway: new Pool(gateway.url, { connections: 256 }),
  rest: new Pool(rest.url, { connections: 256 }),
};
const headers = { 'content-type': 'application/json', 'api-key': 'a-key' };

async function post(pool: Pool, path: string, body: object): Promise<unknown> {
  const response = await pool.request({ method: 'POST', path, headers, body: JSON.stringify(body) });
  return response.body.json();
}

let count = 0;
const nextId = () => `user-${(count += 1) % 5000}`;
const query = 'query ($id: ID!) { user(id: $id) { id displayName } }';
const requestUser = async () => {
  const id = nextId();
  const { data } = (await post(pools.gateway, '/graphql', { query, variables: { id } })) as {
    data?: { user?: { id?: string } };
  };
  if (data?.user?.id !== id) throw new Error(`the response for ${id} is another user`);
};
const callDirectly = () => post(pools.rest, '/rest/ws/user/v2/detail', { userIdList: [nextId()] });

async function run(load: number, inBursts: boolean) {
  rest.batches.length = 0;
  const times = await sendAtRate(load, SECONDS, requestUser, inBursts);
  const users = rest.batches.reduce((sum, size) => sum + size, 0);
  return {
    calls: (rest.batches.length / times.length) * 1000,
    size: users / rest.batches.length,
    ms: median(times),
  };
}

// Warms up both paths.
for (let round = 0; round < 10; round += 1) await Promise.all(Array.from({ length: 100 }, requestUser));

const idle: Record<'gateway' | 'direct', number[]> = { gateway: [], direct: [] };
for (let round = 0; round < IDLE_ROUNDS; round += 1) {
  idle.direct.push(await timed(callDirectly));
  idle.gateway.push(await timed(requestUser));
}
const [direct, through] = [median(idle.direct), median(idle.gateway)];
console.log(`One request at a time, REST calls of ${REST_MS} ms, median of ${IDLE_ROUNDS}:`);
console.log(`  a REST call         ${direct.toFixed(2)} ms`);
console.log(`  through the gateway ${through.toFixed(2)} ms  (${(through / direct).toFixed(2)} x)`);
console.log();
console.log(
  'requests/s   at random: calls per 1,000     users in a call    p50 | in bursts: calls  users   p50',
);

const calls: Series[] = [
  { name: 'at random', points: [] },
  { name: 'in bursts', points: [] },
];
const sizes: Series[] = [
  { name: 'at random', points: [] },
  { name: 'in bursts', points: [] },
];
for (const load of LOADS) {
  const results = [await run(load, false), await run(load, true)];
  results.forEach((result, index) => {
    calls[index]?.points.push([load, result.calls]);
    sizes[index]?.points.push([load, result.size]);
  });
  const columns = results.map(
    ({ calls: made, size, ms }) =>
      `${made.toFixed(0).padStart(12)} ${size.toFixed(1).padStart(12)} ${ms.toFixed(1).padStart(8)} ms`,
  );
  console.log(`${String(load).padStart(10)}   ${columns.join('   | ')}`);
}

const chart = drawChart([
  { title: 'REST calls per 1,000 requests', max: 1000, series: calls },
  { title: 'users in one call', max: 60, series: sizes },
]);
writeFileSync(new URL('../results/batching.svg', import.meta.url), chart);

await Promise.all([pools.gateway.close(), pools.rest.close()]);
await gateway.stop();
rest.close();
