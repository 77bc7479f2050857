import { join } from 'node:path';
import { writeRequests } from './load.ts';
import { measure, type Measurement } from './measure.ts';
import type { Credentials, Figures, LeftOut, Row } from './results.ts';
import type { ServerName, Started } from './servers.ts';
import { findFault, keysOf } from './verify.ts';
import type { Ask, Workload } from './workloads.ts';
import { median } from '../lib/processes.ts';

/** One server under one workload, and what has been measured of it so far. */
export interface Contest {
  readonly workload: Workload;
  readonly credentials: Credentials;
  readonly server: ServerName;
  readonly measurement: Measurement;
  readonly runs: Figures[];
}

export interface Contestants extends Pick<Measurement, 'load' | 'upstreamUrl' | 'seconds'> {
  readonly workloads: readonly Workload[];
  readonly servers: ReadonlyMap<ServerName, Started>;
  /** Another process of ours, for what nobody else is asked to bear: it would leave its traces. */
  readonly apart: Started | undefined;
  /** Where requests are written. */
  readonly folder: string;
}

/** Which servers take part in what: those that answer right. */
export async function findContests({ workloads, servers, apart, folder, ...common }: Contestants) {
  const contests: Contest[] = [];
  const leftOut: LeftOut[] = [];
  for (const workload of workloads) {
    const { id, clients, upstreamDelayMs } = workload;
    for (const [name, shared] of servers) {
      const ask = askOf(workload, name);
      const server = workload.oursAlone ? apart : shared;
      if (!ask || !server) continue;
      const reason = await findFault(server.url, ask, common.upstreamUrl);
      if (reason !== undefined) {
        leftOut.push({ workload: id, server: name, reason });
        continue;
      }
      for (const credentials of credentialsOf(workload)) {
        const requestsFile = join(
          folder,
          `${id}-${credentials}-${ask === workload.rest ? 'rest' : 'graphql'}`,
        );
        writeRequests(requestsFile, ask, keysOf(credentials === 'one' ? 1 : clients));
        const measurement = { ...common, server, upstreamDelayMs, ask, clients, requestsFile };
        contests.push({ workload, credentials, server: name, measurement, runs: [] });
      }
    }
  }
  return { contests, leftOut };
}

function askOf({ graphql, rest, oursAlone = false }: Workload, server: ServerName): Ask | undefined {
  if (server === 'proxy') return rest;
  return oursAlone && server !== 'ours' ? undefined : graphql;
}

function credentialsOf({ clients, oursAlone = false }: Workload): readonly Credentials[] {
  return clients === 1 || oursAlone ? ['one'] : ['one', 'each'];
}

/**
 * Runs each contest once for `seconds`, without keeping what is measured; those of ours also `apart`: what is
 * measured there is set against them, and must not be colder.
 */
export async function warmUp(
  contests: readonly Contest[],
  apart: Started | undefined,
  seconds: number,
): Promise<void> {
  for (const { measurement, server } of contests) {
    await measure({ ...measurement, seconds });
    if (!apart || server !== 'ours' || measurement.server === apart) continue;
    await measure({ ...measurement, server: apart, seconds });
  }
}

/** Runs each contest once. Who is compared takes turns, and with each round somebody else goes first. */
export async function runRound(contests: readonly Contest[], round: number): Promise<void> {
  const groups = Object.values(
    Object.groupBy(contests, ({ workload, credentials }) => `${workload.id} ${credentials}`),
  );
  for (const group of groups) {
    const first = round % (group?.length ?? 1);
    const inTurn = [...(group ?? []).slice(first), ...(group ?? []).slice(0, first)];
    for (const { measurement, runs } of inTurn) runs.push(await measure(measurement));
  }
}

/** The medians of its runs. */
export function rowOf({ workload, credentials, server, runs }: Contest): Row {
  const of = (figure: keyof Figures) => median(runs.map((run) => run[figure]));
  const figures: Figures = {
    requestsPerSecond: of('requestsPerSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    cpuSecondsPer1000: of('cpuSecondsPer1000'),
    upstreamCallsPer1000: of('upstreamCallsPer1000'),
    rssMib: of('rssMib'),
    errors: runs.reduce((sum, { errors }) => sum + errors, 0),
  };
  return { workload: workload.id, credentials, server, figures };
}
