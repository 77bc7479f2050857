import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadGenerator } from './load.ts';
import { cpuSecondsOf, rssMibOf } from './process-cost.ts';
import type { Figures } from './results.ts';
import type { ServerProcess } from '../lib/processes.ts';
import { readUpstream, resetUpstream } from './upstream-calls.ts';
import { findFaultOf } from './verify.ts';
import type { RequestSet } from './workloads.ts';

export interface Measurement {
  readonly load: LoadGenerator;
  readonly server: Pick<ServerProcess, 'pid' | 'url'>;
  readonly upstreamUrl: string;
  readonly upstreamDelayMs: number;
  readonly requestSet: RequestSet;
  readonly clients: number;
  readonly seconds: number;
  readonly requestsFile: string;
}

/** Responses that are checked during a run: the load generator checks only the status. */
const CHECKS = 3;

/**
 * Measures one run. Requests in flight at its end are not counted, although they have used processor time. That error is
 * larger for slow servers, and smaller the longer a run is.
 */
export async function measure(measurement: Measurement): Promise<Figures> {
  const { load, server, upstreamUrl, upstreamDelayMs, requestSet, clients, seconds, requestsFile } =
    measurement;
  await resetUpstream(upstreamUrl, upstreamDelayMs);
  const cpuBefore = cpuSecondsOf(server.pid);
  const running = load.run({ url: server.url + requestSet.path, clients, seconds, requestsFile });
  let wrong = 0;
  for (let check = 1; check <= CHECKS; check += 1) {
    await sleep((seconds / (CHECKS + 1)) * 1000);
    if ((await findFaultOf(server.url, requestSet, check)) !== undefined) wrong += 1;
  }
  const result = await running;
  const thousands = result.requests / 1000;
  return {
    requestsPerSecond: result.requests / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    cpuSecondsPer1000: (cpuSecondsOf(server.pid) - cpuBefore) / thousands,
    upstreamCallsPer1000: (await readUpstream(upstreamUrl)).calls / thousands,
    rssMib: rssMibOf(server.pid),
    errors: result.errors + wrong,
  };
}
