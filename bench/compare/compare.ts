/*
 * This gateway beside its peers, each a process of its own in front of the same REST API and under the same load:
 * what a request costs, and how long it takes. `--rounds 5 --seconds 4 --only W1,W3 --servers ours,proxy`; what is
 * whole goes into results.json. Node 24 and Linux.
 *
 * All of it on one machine: where the processor is scarce, the load and the REST API take their parts of it, so that
 * requests each second also depend on how much of those a server needs. What a server's own processor time is does
 * not. The peers do less than the gateway: they check no ids, guard nothing, write no access log, and never give up.
 * They call the REST API by fetch, but for mercurius and the proxy, which do it by undici, as the gateway does: that
 * alone is a good part of what a request for one user costs.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findContests, rowOf, runRound, warmUp } from './contests.ts';
import { findLoadGenerator, writeRequests, type LoadGenerator } from './load.ts';
import { measure } from './measure.ts';
import { readOptions } from './options.ts';
import { installPeers, peerVersions } from './peers.ts';
import { ratiosOf } from './ratios.ts';
import { reportOf } from './report.ts';
import { RESULTS_FILE, type Figures, type Results } from './results.ts';
import { startServer, startUpstream, type ServerName, type Started } from './servers.ts';
import { keysOf } from './verify.ts';
import { oneRestUser } from './workloads.ts';

const WARM_UP_SECONDS = 2;
/** Enough to find out what the REST API can do. */
const UPSTREAM_CLIENTS = 64;

const { rounds, seconds, workloads, servers: names, isWhole } = readOptions(process.argv.slice(2));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
if (names.some((name) => name !== 'ours')) installPeers();
const [loadAverage = Number.NaN] = loadavg();
const load = await findLoadGenerator();
const folder = mkdtempSync(join(tmpdir(), 'compare-'));
process.once('exit', () => rmSync(folder, { recursive: true }));
const upstream = await startUpstream();
const servers = new Map<ServerName, Started>();
let apart: Started | undefined;

async function measureUpstream(generator: LoadGenerator): Promise<Figures> {
  const requestsFile = join(folder, 'upstream');
  writeRequests(requestsFile, oneRestUser, keysOf(1));
  return measure({
    load: generator,
    server: upstream,
    upstreamUrl: upstream.url,
    upstreamDelayMs: 0,
    ask: oneRestUser,
    clients: UPSTREAM_CLIENTS,
    seconds,
    requestsFile,
  });
}

try {
  for (const name of names) servers.set(name, await startServer(name, upstream.url));
  if (names.includes('ours') && workloads.some(({ oursAlone }) => oursAlone)) {
    apart = await startServer('ours', upstream.url);
  }
  const { contests, leftOut } = await findContests({
    load,
    upstreamUrl: upstream.url,
    seconds,
    workloads,
    servers,
    apart,
    folder,
  });
  await warmUp(contests, apart, WARM_UP_SECONDS);
  const { requestsPerSecond, cpuSecondsPer1000 } = await measureUpstream(load);
  for (let round = 0; round < rounds; round += 1) {
    await runRound(contests, round);
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
  }
  const results: Results = {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? 'an unknown processor',
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
  if (isWhole) writeFileSync(RESULTS_FILE, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  const processes = [upstream, ...(apart ? [apart] : []), ...servers.values()];
  await Promise.all(processes.map((process) => process.stop()));
}
