import type { ServerName } from './servers.ts';

/** One Api-Key for all requests, or one for each client. */
export type Credentials = 'one' | 'each';

/** The figures of one server: of one run, or the medians of several. */
export interface Figures {
  readonly requestsPerSecond: number;
  /** Median latency, in milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** User and system time of the server. */
  readonly cpuSecondsPer1000: number;
  readonly upstreamCallsPer1000: number;
  /** Resident memory after the run. */
  readonly rssMib: number;
  /** Failed requests, and wrong responses among those that were checked. The sum of all runs. */
  readonly errors: number;
}

export interface Row {
  readonly workload: string;
  readonly credentials: Credentials;
  readonly server: ServerName;
  readonly figures: Figures;
}

/** A server that was not measured, and why. */
export interface LeftOut {
  readonly workload: string;
  readonly server: ServerName;
  readonly reason: string;
}

/** A figure of ours divided by the same figure of another server. */
export interface Ratio {
  readonly workload: string;
  readonly credentials: Credentials;
  readonly name: string;
  /** The median of the ratios of all rounds. */
  readonly value: number;
  /** Our best round divided by the best round of the other server: what least disturbs a shared machine. */
  readonly ofBest: number;
  /** The lowest and the highest ratio of a round. */
  readonly spread: readonly [lowest: number, highest: number];
  /** Whether `value` and `ofBest` differ by at most a tenth. Otherwise the run says nothing certain. */
  readonly isSettled: boolean;
}

/** The content of `bench/results/results.json`. */
export interface Results {
  /** RFC 3339. */
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  /** The load average before the start. Far above zero, the figures are not reliable. */
  readonly loadAverage: number;
  readonly node: string;
  readonly load: string;
  /** Exact versions of the peers' packages. */
  readonly peers: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly secondsPerRun: number;
  /** The figures of the REST API alone, without a gateway. */
  readonly upstream: Pick<Figures, 'requestsPerSecond' | 'cpuSecondsPer1000'>;
  readonly workloads: readonly {
    readonly id: string;
    readonly title: string;
    readonly clients: number;
    readonly upstreamDelayMs: number;
  }[];
  readonly leftOut: readonly LeftOut[];
  readonly rows: readonly Row[];
  readonly ratios: readonly Ratio[];
}

export const RESULTS_FILE = new URL('../results/results.json', import.meta.url);
