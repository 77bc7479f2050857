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

/** What a contest measures. */
interface Entry extends Pick<Contest, 'workload' | 'credentials'> {
  readonly server: ServerName;
  readonly requestSet: RequestSet;
}

/**
 * The contests, in groups that are measured together. A group has one workload, and those of ours that are compared with
 * it.
 */
export function entriesInGroups(
  workloads: readonly Workload[],
  servers: readonly ServerName[],
): readonly (readonly Entry[])[] {
  const entries = workloads.flatMap((workload) =>
    servers.flatMap((server) => {
      const requestSet = requestSetFor(workload, server);
      return requestSet
        ? credentialsOf(workload).map((credentials) => ({ workload, credentials, server, requestSet }))
        : [];
    }),
  );
  const groups = Object.groupBy(
    entries,
    ({ workload, credentials }) => `${workload.onlyOurs ? 'W1' : workload.id} ${credentials}`,
  );
  return Object.values(groups).map((group = []) => group);
}

export interface Conditions extends Pick<Measurement, 'load' | 'upstreamUrl' | 'seconds'> {
  readonly start: (entry: Entry) => Promise<ServerProcess>;
  /** The folder of the request files. */
  readonly folder: string;
  readonly rounds: number;
  readonly warmUpSeconds: number;
}

/**
 * Measures the contests of a group, each with a process of its own: code that meets the values of many workloads is
 * compiled to slower code. Servers that respond wrongly are left out.
 */
export async function runGroup(group: readonly Entry[], conditions: Conditions) {
  const { start, folder, rounds, warmUpSeconds, ...common } = conditions;
  const contests: Contest[] = [];
  const leftOut: LeftOut[] = [];
  const processes: ServerProcess[] = [];
  try {
    for (const entry of group) {
      const { workload, credentials, server: name, requestSet } = entry;
      const { id, clients, upstreamDelayMs } = workload;
      const server = await start(entry);
      processes.push(server);
      const reason = await findFault(server.url, requestSet, common.upstreamUrl);
      if (reason !== undefined) {
        leftOut.push({ workload: id, server: name, reason });
        continue;
      }
      const requestsFile = join(folder, `${id}-${credentials}-${name}`);
      writeRequests(requestsFile, requestSet, keysOf(credentials === 'one' ? 1 : clients));
      const measurement = { ...common, server, upstreamDelayMs, requestSet, clients, requestsFile };
      contests.push({ workload, credentials, server: name, measurement, runs: [] });
    }
    for (const { measurement } of contests) await measure({ ...measurement, seconds: warmUpSeconds });
    for (let round = 0; round < rounds; round += 1) await runRound(contests, round);
  } finally {
    await Promise.all(processes.map((process) => process.stop()));
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

/** Runs each contest once. They take turns; each round starts with another one. */
async function runRound(contests: readonly Contest[], round: number): Promise<void> {
  const first = round % contests.length;
  for (const { measurement, runs } of [...contests.slice(first), ...contests.slice(0, first)]) {
    runs.push(await measure(measurement));
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
