/*
 * Whether memory stays where it is: ten minutes (or as many seconds as the first argument says) of W1 and W4 of the
 * comparison, in turn. Prints the heap, tidied up, after each twentieth of the time, and ends with 1 where the last quarter
 * has a tenth more than the second.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLoadGenerator, writeRequests } from '../compare/load.ts';
import { startUpstream } from '../compare/servers.ts';
import { keysOf } from '../compare/verify.ts';
import { WORKLOADS } from '../compare/workloads.ts';
import { sampleOf, WATCHED, type Sample } from './memory-watch.ts';
import { median, startCommand } from '../lib/processes.ts';

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
const asks = WORKLOADS.filter(({ id }) => id === 'W1' || id === 'W4').map(({ id, graphql, clients }) => {
  const requestsFile = join(folder, id);
  writeRequests(requestsFile, graphql, keysOf(1));
  return { requestsFile, clients, url: gateway.url + graphql.path };
});

const samples: Sample[] = [];
const mega = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
let [requests, errors] = [0, 0];
for (let part = 1; part <= SAMPLES; part += 1) {
  for (const ask of asks) {
    const result = await load.run({
      ...ask,
      seconds: Math.max(1, Math.round(SECONDS / SAMPLES / asks.length)),
    });
    requests += result.requests;
    errors += result.errors;
  }
  const sample = await sampleOf(gateway);
  samples.push(sample);
  console.log(
    `${part} of ${SAMPLES}: heap ${mega(sample.heapUsed)}, RSS ${mega(sample.rss)}, ${requests} requests`,
  );
}
await gateway.stop();
await upstream.stop();
rmSync(folder, { recursive: true });

const quarter = SAMPLES / 4;
const heapOf = (these: readonly Sample[]) => median(these.map(({ heapUsed }) => heapUsed));
const [early, late] = [heapOf(samples.slice(quarter, quarter * 2)), heapOf(samples.slice(-quarter))];
console.log(`heap: ${mega(early)} in the second quarter, ${mega(late)} in the last; ${errors} errors`);
process.exit(late <= early * GROWTH && errors === 0 ? 0 : 1);
