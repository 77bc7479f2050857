/*
 * Looks for garbage that the collector keeps: the share of new memory that survives into the old generation, under the load
 * of some workloads of the comparison. Nearly everything that a request creates is garbage when its response is sent, so a
 * share of more than MAX_SHARE has a cause, such as a long-lived `Map` that requests add to and delete from
 * (src/batching/shared-lookups.ts). Exits with 1 above it, or if a request failed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findLoadGenerator, writeRequests } from '../compare/load.ts';
import { measure } from '../compare/measure.ts';
import { startUpstream } from '../compare/servers.ts';
import { keysOf } from '../compare/verify.ts';
import { WORKLOADS, type Workload } from '../compare/workloads.ts';
import { METRICS, startCollector } from '../lib/collector.ts';

const MEASURED = new Set(['W1', 'W1o', 'W2', 'W4', 'W5']);
const SECONDS = 6;
/** Collections at the start, when caches and compiled code grow. */
const IGNORED = 10;
/** The minimum number of collections for a verdict. A slow machine needs several runs to reach it. */
const MIN_COLLECTIONS = 50;
const MAX_RUNS = 5;
const MAX_SHARE = 0.006;
const COMMAND = fileURLToPath(new URL('../../bin/kommunicate-graphql.cjs', import.meta.url));

/** The heap before and after a collection of the young generation, in MB. */
interface Collection {
  readonly before: number;
  readonly after: number;
}

const load = await findLoadGenerator();
const folder = mkdtempSync(join(tmpdir(), 'promotion-'));
const upstream = await startUpstream();
const collector = await startCollector();

/** Starts the gateway. `collections` grows; `undefined` is a collection of the whole heap. */
async function startGateway(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['--trace-gc', COMMAND], {
    env: {
      NODE_ENV: 'production',
      GATEWAY_MODE: 'passthrough',
      KOMMUNICATE_BASE_URL: upstream.url,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const collections: (Collection | undefined)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, before, after] = /Scavenge ([\d.]+) .*?-> ([\d.]+)/.exec(line) ?? [];
    if (before && after) collections.push({ before: Number(before), after: Number(after) });
    else if (line.includes('Mark-Compact')) collections.push(undefined);
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      output += String(chunk);
      const [found] = /http:\/\/[\d.]+:\d+/.exec(output) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(output)));
  });
  const stop = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { pid: child.pid ?? 0, url, collections, stop };
}

/** The share of allocated memory that two collections in a row have not freed. */
function promotedShare(collections: readonly (Collection | undefined)[]): number {
  let [allocated, kept] = [0, 0];
  let previous: Collection | undefined;
  for (const collection of collections.slice(IGNORED)) {
    if (collection && previous) {
      allocated += collection.before - previous.after;
      kept += collection.after - previous.after;
    }
    previous = collection;
  }
  return kept / allocated;
}

async function measureShare(workload: Workload): Promise<number> {
  const gateway = await startGateway(workload.isObserved ? { ...METRICS, ...collector.traces(0.01) } : {});
  try {
    const requestsFile = join(folder, workload.id);
    writeRequests(requestsFile, workload.graphql, keysOf(1));
    for (let run = 0; run < MAX_RUNS && gateway.collections.length < MIN_COLLECTIONS; run += 1) {
      const { errors } = await measure({
        load,
        server: gateway,
        upstreamUrl: upstream.url,
        upstreamDelayMs: workload.upstreamDelayMs,
        requestSet: workload.graphql,
        clients: workload.clients,
        seconds: SECONDS,
        requestsFile,
      });
      if (errors > 0) throw new Error(`${workload.id}: ${errors} wrong responses`);
    }
    const { length } = gateway.collections;
    if (length < MIN_COLLECTIONS) throw new Error(`${workload.id}: only ${length} collections`);
    const share = promotedShare(gateway.collections);
    console.log(
      `${workload.id}: ${gateway.collections.length} collections, ${(share * 100).toFixed(1)} % kept`,
    );
    return share;
  } finally {
    await gateway.stop();
  }
}

try {
  for (const workload of WORKLOADS.filter(({ id }) => MEASURED.has(id))) {
    if ((await measureShare(workload)) > MAX_SHARE) process.exitCode = 1;
  }
} finally {
  await upstream.stop();
  collector.close();
  rmSync(folder, { recursive: true });
}
