/*
 * Compares this gateway with its peers: the cost and the duration of a request. Each server is a process of its own for
 * each workload, in front of the same REST API and under the same load. Needs Node 24 and Linux.
 *
 *     node bench/compare/compare.ts --rounds 5 --seconds 4 --only W1,W3 --servers ours,proxy
 *
 * A run of all workloads and servers writes bench/results/results.json.
 *
 * Everything runs on one machine. The load generator and the REST API use processor time too, so requests per second also
 * depend on them; a server's own processor time does not. The peers do less than the gateway: they do not check ids,
 * authorize, write an access log or time out. Yoga and Apollo Server call the REST API by fetch; mercurius, the proxy and
 * the gateway use undici, which is a good part of the difference for one user.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { entriesInGroups, rowOf, runGroup, type Contest } from './contests.ts';
import { findLoadGenerator, writeRequests, type LoadGenerator } from './load.ts';
import { measure } from './measure.ts';
import { readOptions } from './options.ts';
import { installPeers, peerVersions } from './peers.ts';
import { ratiosOf } from './ratios.ts';
import { reportOf } from './report.ts';
import { RESULTS_FILE, type Figures, type LeftOut, type Results } from './results.ts';
import { startServer, startUpstream } from './servers.ts';
import { METRICS, startCollector } from '../lib/collector.ts';
import { keysOf } from './verify.ts';
import { oneRestUser } from './workloads.ts';

/** Of each process. After 2 s, a request took twice as long as after 8 s. */
const WARM_UP_SECONDS = 8;
/** Enough to saturate the REST API. */
const UPSTREAM_CLIENTS = 64;

const { rounds, seconds, workloads, servers: names, isComplete } = readOptions(process.argv.slice(2));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
if (names.some((name) => name !== 'ours')) installPeers();
const [loadAverage = Number.NaN] = loadavg();
const load = await findLoadGenerator();
const folder = mkdtempSync(join(tmpdir(), 'compare-'));
process.once('exit', () => rmSync(folder, { recursive: true }));
const upstream = await startUpstream();
const collector = await startCollector();

async function measureUpstream(generator: LoadGenerator): Promise<Figures> {
  const requestsFile = join(folder, 'upstream');
  writeRequests(requestsFile, oneRestUser, keysOf(1));
  return measure({
    load: generator,
    server: upstream,
    upstreamUrl: upstream.url,
    upstreamDelayMs: 0,
    requestSet: oneRestUser,
    clients: UPSTREAM_CLIENTS,
    seconds,
    requestsFile,
  });
}

try {
  const { requestsPerSecond, cpuSecondsPer1000 } = await measureUpstream(load);
  const groups = entriesInGroups(workloads, names);
  const contests: Contest[] = [];
  const leftOut: LeftOut[] = [];
  for (const [index, group] of groups.entries()) {
    const result = await runGroup(group, {
      load,
      upstreamUrl: upstream.url,
      seconds,
      folder,
      rounds,
      warmUpSeconds: WARM_UP_SECONDS,
      start: ({ server, workload }) =>
        startServer(
          server,
          upstream.url,
          workload.isObserved ? { ...METRICS, ...collector.traces(0.01) } : {},
        ),
    });
    contests.push(...result.contests);
    // A server is left out of both kinds of credentials for the same reason.
    leftOut.push(...result.leftOut.filter((one) => !leftOut.some((other) => isDeepStrictEqual(one, other))));
    process.stderr.write(`group ${index + 1} of ${groups.length}\n`);
  }
  const results: Results = {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    loadAverage,
    node: process.versions.node,
    load: load.name,
    peers: peerVersions(),
    rounds,
    secondsPerRun: seconds,
    upstream: { requestsPerSecond, cpuSecondsPer1000 },
    workloads: workloads.map(({ id, title, clients, upstreamDelayMs }) => ({
      id,
      title,
      clients,
      upstreamDelayMs,
    })),
    leftOut,
    rows: contests.map(rowOf),
    ratios: ratiosOf(contests),
  };
  console.log(reportOf(results));
  if (isComplete) writeFileSync(RESULTS_FILE, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  await upstream.stop();
  collector.close();
}
