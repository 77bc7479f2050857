import { parseArgs } from 'node:util';
import { SERVER_NAMES, type ServerName } from './servers.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

export interface Options {
  /** How often everything is measured. Default 5. */
  readonly rounds: number;
  /** How long one run takes. Default 4. */
  readonly seconds: number;
  /** Default all. */
  readonly workloads: readonly Workload[];
  /** Default all. */
  readonly servers: readonly ServerName[];
  /** Whether that is everything. */
  readonly isWhole: boolean;
}

/**
 * Reads `--rounds 5 --seconds 4 --only W1,W3 --servers ours,proxy`.
 * @throws {TypeError} for a flag, a name or a number that makes no sense
 */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '4' },
      only: { type: 'string' },
      servers: { type: 'string' },
    },
  });
  const workloads = chosen('--only', values.only, WORKLOADS, ({ id }) => id);
  const servers = chosen('--servers', values.servers, SERVER_NAMES, (name) => name);
  return {
    rounds: wholeNumber('--rounds', values.rounds),
    seconds: wholeNumber('--seconds', values.seconds),
    workloads,
    servers,
    isWhole: workloads.length === WORKLOADS.length && servers.length === SERVER_NAMES.length,
  };
}

function chosen<T>(flag: string, text: string | undefined, all: readonly T[], nameOf: (one: T) => string) {
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
