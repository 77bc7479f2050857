import { parseArgs } from 'node:util';
import { SERVER_NAMES, type ServerName } from './servers.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

export interface Options {
  /** How many times each contest is measured. Default 7. */
  readonly rounds: number;
  /** The length of one run. Default 4. */
  readonly seconds: number;
  /** Default: all. */
  readonly workloads: readonly Workload[];
  /** Default: all. */
  readonly servers: readonly ServerName[];
  /** Whether all workloads and all servers are measured. */
  readonly isComplete: boolean;
}

/**
 * Reads `--rounds 5 --seconds 4 --only W1,W3 --servers ours,proxy`.
 * @throws {TypeError} for an unknown flag or name, or a number out of range
 */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '7' },
      seconds: { type: 'string', default: '4' },
      only: { type: 'string' },
      servers: { type: 'string' },
    },
  });
  const workloads = select('--only', values.only, WORKLOADS, ({ id }) => id);
  const servers = select('--servers', values.servers, SERVER_NAMES, (name) => name);
  return {
    rounds: wholeNumber('--rounds', values.rounds),
    seconds: wholeNumber('--seconds', values.seconds),
    workloads,
    servers,
    isComplete: workloads.length === WORKLOADS.length && servers.length === SERVER_NAMES.length,
  };
}

function select<T>(flag: string, text: string | undefined, all: readonly T[], nameOf: (one: T) => string) {
  const names = text?.split(',') ?? all.map(nameOf);
  const unknown = names.find((name) => !all.some((one) => nameOf(one) === name));
  if (unknown !== undefined) {
    throw new TypeError(`${flag}: there is no ${unknown}, only ${all.map(nameOf).join(', ')}`);
  }
  return all.filter((one) => names.includes(nameOf(one)));
}

function wholeNumber(flag: string, text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new TypeError(`${flag} must be a whole number from 1 to 9999`);
  return Number(text);
}
