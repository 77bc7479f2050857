import { join } from 'node:path';
import { writeRequests } from './load.ts';
import { measure, type Measurement } from './measure.ts';
import type { Credentials, Figures, LeftOut, Row } from './results.ts';
import type { ServerName } from './servers.ts';
import type { ServerProcess } from '../lib/processes.ts';
import { findFault, keysOf } from './verify.ts';
import type { RequestSet, Workload } from './workloads.ts';
import { median } from '../lib/median.ts';

/** One server under one workload, with the figures of its runs so far. */
export interface Contest {
  readonly workload: Workload;
  readonly credentials: Credentials;
  readonly server: ServerName;
  readonly measurement: Measurement;
  readonly runs: Figures[];
}

export interface Contestants extends Pick<Measurement, 'load' | 'upstreamUrl' | 'seconds'> {
  readonly workloads: readonly Workload[];
  readonly servers: ReadonlyMap<ServerName, ServerProcess>;
  /**
   * Processes of ours for workloads without peers, by their id: their caches would otherwise influence the others, or they
   * are set up differently.
   */
  readonly separate: ReadonlyMap<string, ServerProcess>;
  /** The folder of the request files. */
  readonly folder: string;
}

/** Finds the servers for each workload: those that respond correctly. */
export async function findContests({ workloads, servers, separate, folder, ...common }: Contestants) {
  const contests: Contest[] = [];
  const leftOut: LeftOut[] = [];
  for (const workload of workloads) {
    const { id, clients, upstreamDelayMs } = workload;
    for (const [name, shared] of servers) {
      const requestSet = requestSetFor(workload, name);
      const server = workload.onlyOurs ? separate.get(id) : shared;
      if (!requestSet || !server) continue;
      const reason = await findFault(server.url, requestSet, common.upstreamUrl);
      if (reason !== undefined) {
        leftOut.push({ workload: id, server: name, reason });
        continue;
      }
      for (const credentials of credentialsOf(workload)) {
        const requestsFile = join(
          folder,
          `${id}-${credentials}-${requestSet === workload.rest ? 'rest' : 'graphql'}`,
        );
        writeRequests(requestsFile, requestSet, keysOf(credentials === 'one' ? 1 : clients));
        const measurement = { ...common, server, upstreamDelayMs, requestSet, clients, requestsFile };
        contests.push({ workload, credentials, server: name, measurement, runs: [] });
      }
    }
  }
  return { contests, leftOut };
}

function requestSetFor(
  { graphql, rest, onlyOurs = false }: Workload,
  server: ServerName,
): RequestSet | undefined {
  if (server === 'proxy') return rest;
  return onlyOurs && server !== 'ours' ? undefined : graphql;
}

function credentialsOf({ clients, onlyOurs = false }: Workload): readonly Credentials[] {
  return clients === 1 || onlyOurs ? ['one'] : ['one', 'each'];
}

/**
 * Runs each contest once for `seconds` and discards the figures. Contests of ours also run on the separate processes: their
 * figures are compared with them, so they must be as warm.
 */
export async function warmUp(
  contests: readonly Contest[],
  separate: ReadonlyMap<string, ServerProcess>,
  seconds: number,
): Promise<void> {
  for (const { measurement, server, workload } of contests) {
    await measure({ ...measurement, seconds });
    if (server !== 'ours' || workload.onlyOurs) continue;
    for (const other of separate.values()) await measure({ ...measurement, server: other, seconds });
  }
}

/** Runs each contest once. The servers of a workload take turns; each round starts with another one. */
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

/** The medians of a contest's runs. */
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
