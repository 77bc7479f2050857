import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadGenerator } from './load.ts';
import { cpuSecondsOf, rssMibOf } from './process-cost.ts';
import type { Figures } from './results.ts';
import type { Started } from './servers.ts';
import { readUpstream, resetUpstream } from './upstream-calls.ts';
import { findFaultOf } from './verify.ts';
import type { Ask } from './workloads.ts';

export interface Measurement {
  readonly load: LoadGenerator;
  readonly server: Started;
  readonly upstreamUrl: string;
  readonly upstreamDelayMs: number;
  readonly ask: Ask;
  readonly clients: number;
  readonly seconds: number;
  readonly requestsFile: string;
}

/** Answers that are looked at while a run is under way: what makes load sees no more than the status. */
const WITNESSES = 3;

/**
 * One run. Requests that are under way when it ends have cost something and are not counted: a little of it for
 * whoever is slow, and all the less the longer it takes.
 */
export async function measure(measurement: Measurement): Promise<Figures> {
  const { load, server, upstreamUrl, upstreamDelayMs, ask, clients, seconds, requestsFile } = measurement;
  await resetUpstream(upstreamUrl, upstreamDelayMs);
  const cpuBefore = cpuSecondsOf(server.pid);
  const running = load.run({ url: server.url + ask.path, clients, seconds, requestsFile });
  let wrong = 0;
  for (let witness = 1; witness <= WITNESSES; witness += 1) {
    await sleep((seconds / (WITNESSES + 1)) * 1000);
    if ((await findFaultOf(server.url, ask, witness)) !== undefined) wrong += 1;
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
