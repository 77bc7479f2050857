import type { ServerName } from './servers.ts';

/** Whether all requests come with one Api-Key, or each client's with one of its own. */
export type Credentials = 'one' | 'each';

/** What was measured of one server: of one run, or the medians of several. */
export interface Figures {
  readonly requestsPerSecond: number;
  /** From a request to its answer, in milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of the server, the user's and the system's. */
  readonly cpuSecondsPer1000: number;
  readonly upstreamCallsPer1000: number;
  /** Memory after the run. */
  readonly rssMib: number;
  /** Requests that failed, or were answered wrong where somebody looked. Of all runs together. */
  readonly errors: number;
}

export interface Row {
  readonly workload: string;
  readonly credentials: Credentials;
  readonly server: ServerName;
  readonly figures: Figures;
}

/** A server that was not timed, and why. */
export interface LeftOut {
  readonly workload: string;
  readonly server: ServerName;
  readonly reason: string;
}

/** What a figure of ours is, divided by somebody else's: the median of the ratios of all rounds. */
export interface Ratio {
  readonly workload: string;
  readonly credentials: Credentials;
  readonly name: string;
  readonly value: number;
}

/** `bench/results.json` */
export interface Results {
  /** RFC 3339. */
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  /** How busy the machine was just before, in processes: far from zero, the figures are not to be trusted. */
  readonly loadAverage: number;
  readonly node: string;
  readonly load: string;
  /** Exact versions of what the peers are made of. */
  readonly peers: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly secondsPerRun: number;
  /** What the REST API answers when it is asked directly. */
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

export const RESULTS_FILE = new URL('../results.json', import.meta.url);
