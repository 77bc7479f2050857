/*
 * Looks for memory leaks: runs W1 and W4 of the comparison in turn for ten minutes, or for as many seconds as the first
 * argument says. Prints the heap after garbage collection twenty times. Exits with 1 if the last quarter has 10 % more than
 * the second, or if a request failed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLoadGenerator, writeRequests } from '../compare/load.ts';
import { startUpstream } from '../compare/servers.ts';
import { keysOf } from '../compare/verify.ts';
import { WORKLOADS } from '../compare/workloads.ts';
import { sampleOf, WATCHED, type Sample } from './memory-watch.ts';
import { median } from '../lib/median.ts';
import { startCommand } from '../lib/processes.ts';

const SECONDS = Number(process.argv[2] ?? 600);
const SAMPLES = 20;
const GROWTH = 1.1;

const load = await findLoadGenerator();
const folder = mkdtempSync(join(tmpdir(), 'memory-'));
const upstream = await startUpstream();
const gateway = await startCommand([], {
  GATEWAY_MODE: 'passthrough',
  HOST: '127.0.0.1',
  PORT: '0',
  KOMMUNICATE_BASE_URL: upstream.url,
  LOG_LEVEL: 'silent',
  ...WATCHED,
});
const loads = WORKLOADS.filter(({ id }) => id === 'W1' || id === 'W4').map(({ id, graphql, clients }) => {
  const requestsFile = join(folder, id);
  writeRequests(requestsFile, graphql, keysOf(1));
  return { requestsFile, clients, url: gateway.url + graphql.path };
});

const samples: Sample[] = [];
const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
let [requests, errors] = [0, 0];
for (let round = 1; round <= SAMPLES; round += 1) {
  for (const settings of loads) {
    const result = await load.run({
      ...settings,
      seconds: Math.max(1, Math.round(SECONDS / SAMPLES / loads.length)),
    });
    requests += result.requests;
    errors += result.errors;
  }
  const sample = await sampleOf(gateway);
  samples.push(sample);
  console.log(
    `${round} of ${SAMPLES}: heap ${mebibytes(sample.heapUsed)}, RSS ${mebibytes(sample.rss)}, ${requests} requests`,
  );
}
await gateway.stop();
await upstream.stop();
rmSync(folder, { recursive: true });

const quarter = SAMPLES / 4;
const heapOf = (of: readonly Sample[]) => median(of.map(({ heapUsed }) => heapUsed));
const [early, late] = [heapOf(samples.slice(quarter, quarter * 2)), heapOf(samples.slice(-quarter))];
console.log(
  `heap: ${mebibytes(early)} in the second quarter, ${mebibytes(late)} in the last; ${errors} errors`,
);
process.exit(late <= early * GROWTH && errors === 0 ? 0 : 1);
