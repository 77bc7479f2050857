/*
 * What twice the load does to a gateway: requests that arrive whether or not earlier ones have been answered, as on
 * a bad day. First as many as it can take, then twice that. What counts is what is answered well, and within a
 * second. Once the REST API's connections are what is scarce, and once the gateway's own processor. Beside it the
 * same without a limit on requests in flight. Ends with 1 where goodput at twice the capacity is less than 80 % of
 * that at capacity.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { startCommand, type Started } from '../lib/processes.ts';

const REST_MS = 20;
const SECONDS = 4;
/** Where the search for the capacity begins, and how fast it goes on. */
const FIRST_LOAD = 300;
const STEP = 1.3;
const IN_TIME_MS = 1000;
const LEAST_SHARE = 0.8;
/** By Little's law nobody waits longer than this, divided by the answers each second. */
const LIMIT = 200;

/** What is asked for, and what the gateway is allowed, so that one thing is scarce. */
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
    const answer = JSON.stringify(userIdList.map((userId) => ({ userId, displayName: userId })));
    setTimeout(() => response.end(answer), REST_MS);
  });
});
await new Promise<void>((resolve) => rest.listen(0, '127.0.0.1', resolve));
const baseUrl = `http://127.0.0.1:${(rest.address() as AddressInfo).port}`;

interface Figures {
  answered: number;
  late: number;
  refused: number;
  failed: number;
}

let count = 0;

async function ask(pool: Pool, { users }: Workload, figures: Figures): Promise<void> {
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
    if (statusCode === 503) figures.refused += 1;
    else if (statusCode !== 200 || text.includes('"errors"') || !text.includes(`"id":"${ids[0]}"`))
      figures.failed += 1;
    else if (performance.now() - startedAt > IN_TIME_MS) figures.late += 1;
    else figures.answered += 1;
  } catch {
    figures.failed += 1;
  }
}

const none = (): Figures => ({ answered: 0, late: 0, refused: 0, failed: 0 });

/** So many each second, whatever becomes of them. */
async function offer(gateway: Started, workload: Workload, perSecond: number): Promise<Figures> {
  const pool = new Pool(gateway.url, { connections: 4000 });
  const figures = none();
  const asked: Promise<void>[] = [];
  const startedAt = performance.now();
  for (;;) {
    const elapsed = performance.now() - startedAt;
    if (elapsed >= SECONDS * 1000) break;
    while (asked.length < (elapsed / 1000) * perSecond) asked.push(ask(pool, workload, figures));
    await sleep(2);
  }
  await Promise.all(asked);
  await pool.close();
  return figures;
}

/** More and more, until not all of it is answered well: the most that is, each second. */
async function findCapacity(gateway: Started, workload: Workload): Promise<number> {
  await offer(gateway, workload, FIRST_LOAD);
  for (let load = FIRST_LOAD; ; load *= STEP) {
    const { answered } = await offer(gateway, workload, load);
    if (answered / SECONDS < load * 0.95) return answered / SECONDS;
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
    const share = beyond.answered / at.answered;
    if (limit === LIMIT) shares.push(share);
    console.log(`  ${limit === LIMIT ? `at most ${LIMIT} in flight` : 'without a limit'}`);
    for (const [load, { answered, late, refused, failed }] of [
      [`${Math.round(capacity)}/s`, at],
      [`${Math.round(capacity * 2)}/s`, beyond],
    ] as const) {
      const perSecond = (number: number) => String(Math.round(number / SECONDS)).padStart(5);
      console.log(
        `    ${load.padStart(7)} offered ${perSecond(answered)} answered ${perSecond(late)} late ${perSecond(refused)} refused ${perSecond(failed)} failed`,
      );
    }
    console.log(`    goodput kept: ${(share * 100).toFixed(0)} %`);
  }
}
rest.close();
rest.closeAllConnections();
process.exit(shares.every((share) => share >= LEAST_SHARE) ? 0 : 1);
