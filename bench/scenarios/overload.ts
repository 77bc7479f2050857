/*
 * Measures overload: goodput at a gateway's capacity and at twice that, with and without a limit on requests in flight.
 * Requests arrive at a fixed rate, whether or not earlier ones have a response. Goodput counts successful responses within
 * a second. In one workload the REST API's connections are scarce, in the other the processor. Exits with 1 if goodput at
 * twice the capacity is less than 80 % of that at capacity.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { startCommand, type ServerProcess } from '../lib/processes.ts';

const REST_MS = 20;
const SECONDS = 4;
/** The first load of the search for the capacity, and the factor to the next one. */
const FIRST_LOAD = 300;
const STEP = 1.3;
const IN_TIME_MS = 1000;
const MIN_SHARE = 0.8;
/** By Little's law the longest wait is this number, divided by the responses per second. */
const LIMIT = 200;

/** The users per request, and settings that make one resource scarce. */
const WORKLOADS = {
  'the REST API is scarce: a user each, no sharing, 16 connections': {
    users: 1,
    variables: { MAX_BATCH_SIZE: '1', MAX_BATCHES_IN_FLIGHT: '1000', UPSTREAM_CONNECTIONS: '16' },
  },
  'the processor is scarce: 50 users each': { users: 50, variables: { MAX_BATCHES_IN_FLIGHT: '64' } },
} as const;
type Workload = (typeof WORKLOADS)[keyof typeof WORKLOADS];

const rest = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    const { userIdList } = JSON.parse(body) as { userIdList: string[] };
    const users = JSON.stringify(userIdList.map((userId) => ({ userId, displayName: userId })));
    setTimeout(() => response.end(users), REST_MS);
  });
});
await new Promise<void>((resolve) => rest.listen(0, '127.0.0.1', resolve));
const baseUrl = `http://127.0.0.1:${(rest.address() as AddressInfo).port}`;

interface Figures {
  succeeded: number;
  late: number;
  rejected: number;
  failed: number;
}

let count = 0;

async function send(pool: Pool, { users }: Workload, figures: Figures): Promise<void> {
  const ids = Array.from({ length: users }, () => `user-${(count += 1) % 5000}`);
  const startedAt = performance.now();
  try {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', 'api-key': 'a-key' },
      body: JSON.stringify({
        query: 'query ($ids: [ID!]!) { users(ids: $ids) { id displayName connected lastSeenAt } }',
        variables: { ids },
      }),
    });
    const text = await body.text();
    if (statusCode === 503) figures.rejected += 1;
    else if (statusCode !== 200 || text.includes('"errors"') || !text.includes(`"id":"${ids[0]}"`))
      figures.failed += 1;
    else if (performance.now() - startedAt > IN_TIME_MS) figures.late += 1;
    else figures.succeeded += 1;
  } catch {
    figures.failed += 1;
  }
}

const none = (): Figures => ({ succeeded: 0, late: 0, rejected: 0, failed: 0 });

/** Sends `perSecond` requests a second, whatever their outcome. */
async function offer(gateway: ServerProcess, workload: Workload, perSecond: number): Promise<Figures> {
  const pool = new Pool(gateway.url, { connections: 4000 });
  const figures = none();
  const requests: Promise<void>[] = [];
  const startedAt = performance.now();
  for (;;) {
    const elapsed = performance.now() - startedAt;
    if (elapsed >= SECONDS * 1000) break;
    while (requests.length < (elapsed / 1000) * perSecond) requests.push(send(pool, workload, figures));
    await sleep(2);
  }
  await Promise.all(requests);
  await pool.close();
  return figures;
}

/** Raises the load until less than 95 % succeeds. Resolves with the successful responses per second. */
async function findCapacity(gateway: ServerProcess, workload: Workload): Promise<number> {
  await offer(gateway, workload, FIRST_LOAD);
  for (let load = FIRST_LOAD; ; load *= STEP) {
    const { succeeded } = await offer(gateway, workload, load);
    if (succeeded / SECONDS < load * 0.95) return succeeded / SECONDS;
  }
}

const start = ({ variables }: Workload, limit: number) =>
  startCommand([], {
    GATEWAY_MODE: 'passthrough',
    HOST: '127.0.0.1',
    PORT: '0',
    KOMMUNICATE_BASE_URL: baseUrl,
    LOG_LEVEL: 'silent',
    REQUEST_TIMEOUT_MS: String(IN_TIME_MS),
    UPSTREAM_TIMEOUT_MS: String(IN_TIME_MS - 100),
    MAX_REQUESTS_IN_FLIGHT: String(limit),
    ...variables,
  });

const shares: number[] = [];
for (const [name, workload] of Object.entries(WORKLOADS)) {
  console.log(`Overload, where ${name}`);
  for (const limit of [LIMIT, 1_000_000]) {
    const gateway = await start(workload, limit);
    const capacity = await findCapacity(gateway, workload);
    const at = await offer(gateway, workload, capacity);
    const beyond = await offer(gateway, workload, capacity * 2);
    await gateway.stop();
    const share = beyond.succeeded / at.succeeded;
    if (limit === LIMIT) shares.push(share);
    console.log(`  ${limit === LIMIT ? `at most ${LIMIT} in flight` : 'without a limit'}`);
    for (const [load, { succeeded, late, rejected, failed }] of [
      [`${Math.round(capacity)}/s`, at],
      [`${Math.round(capacity * 2)}/s`, beyond],
    ] as const) {
      const perSecond = (number: number) => String(Math.round(number / SECONDS)).padStart(5);
      console.log(
        `    ${load.padStart(7)} offered ${perSecond(succeeded)} succeeded ${perSecond(late)} late ${perSecond(rejected)} rejected ${perSecond(failed)} failed`,
      );
    }
    console.log(`    goodput kept: ${(share * 100).toFixed(0)} %`);
  }
}
rest.close();
rest.closeAllConnections();
process.exit(shares.every((share) => share >= MIN_SHARE) ? 0 : 1);
