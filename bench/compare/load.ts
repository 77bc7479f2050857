import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RequestSet } from './workloads.ts';

/** The settings of one run. */
interface Run {
  /** With the path. */
  readonly url: string;
  readonly clients: number;
  readonly seconds: number;
  /** A file of `writeRequests`. */
  readonly requestsFile: string;
}

/** The figures of a run. */
interface LoadResult {
  /** Requests with a response, successful or not. */
  readonly requests: number;
  /** The duration of the run. */
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Requests without a response or that timed out, and statuses of 400 and above. */
  readonly errors: number;
}

/** A program that generates load. */
export interface LoadGenerator {
  readonly name: string;
  run(run: Run): Promise<LoadResult>;
}

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** More requests than one run can send, so that runs never share a number. */
const NUMBERS_PER_RUN = 10_000_000;

/**
 * Writes one request of the set per line, with the keys in turn. With as many keys as clients, each client has about one
 * key, since clients are about equally fast.
 */
export function writeRequests(file: string, requestSet: RequestSet, keys: readonly string[]): void {
  const lines = Array.from({ length: requestSet.count }, (_, index) => {
    const { body } = requestSet.sample(index);
    return `${keys[index % keys.length]} ${JSON.stringify(body)}\n`;
  });
  writeFileSync(file, lines.join(''));
}

/** Finds wrk if it is installed, else autocannon, which uses more processor time itself. */
export async function findLoadGenerator(): Promise<LoadGenerator> {
  const version = await execute('wrk', ['--version']).catch(() => undefined);
  let runs = 0;
  const first = () => String((runs += 1) * NUMBERS_PER_RUN);
  if (version === undefined) {
    return {
      name: 'autocannon',
      run: async ({ url, clients, seconds, requestsFile }) => {
        const args = [url, String(clients), String(seconds), requestsFile, first()];
        return lastLine(await execute(process.execPath, [pathOf('peers/load.js'), ...args]));
      },
    };
  }
  return {
    name: /^wrk \S+/.exec(version)?.[0] ?? 'wrk',
    run: async ({ url, clients, seconds, requestsFile }) => {
      const load = ['--threads', '1', '--connections', String(clients), '--duration', `${seconds}s`];
      const script = ['--timeout', '10s', '--script', pathOf('load.lua'), url, '--', requestsFile, first()];
      return lastLine(await execute('wrk', [...load, ...script]));
    },
  };
}

/** Resolves with a command's standard output, whatever its exit code. Rejects if there is no such command. */
function execute(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.once('error', reject);
    child.once('close', () => resolve(output));
  });
}

function lastLine(output: string): LoadResult {
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) throw new Error(`the load generator failed: ${output}`);
  return JSON.parse(line) as LoadResult;
}
