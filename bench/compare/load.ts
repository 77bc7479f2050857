import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Ask } from './workloads.ts';

/** What one run is made of. */
interface Run {
  /** With the path. */
  readonly url: string;
  readonly clients: number;
  readonly seconds: number;
  /** As `writeRequests` has written it. */
  readonly requestsFile: string;
}

/** What came of a run. */
interface LoadResult {
  /** That were answered, well or not. */
  readonly requests: number;
  /** How long it took. */
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Requests without an answer, late ones, and statuses of 400 and above. */
  readonly errors: number;
}

/** A program that makes load. */
export interface LoadGenerator {
  readonly name: string;
  run(run: Run): Promise<LoadResult>;
}

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Far more requests than one run can make: each has numbers of its own. */
const NUMBERS_OF_A_RUN = 10_000_000;

/**
 * Writes a request of an ask in each line, with the keys in turn: as many keys as clients are about one for each
 * client, which ask about as fast as each other.
 */
export function writeRequests(file: string, ask: Ask, keys: readonly string[]): void {
  const lines = Array.from({ length: ask.count }, (_, index) => {
    const { body } = ask.sample(index);
    return `${keys[index % keys.length]} ${JSON.stringify(body)}\n`;
  });
  writeFileSync(file, lines.join(''));
}

/** wrk where it is installed, else autocannon, which takes more of the machine from what is measured. */
export async function findLoadGenerator(): Promise<LoadGenerator> {
  const version = await execute('wrk', ['--version']).catch(() => undefined);
  let runs = 0;
  const first = () => String((runs += 1) * NUMBERS_OF_A_RUN);
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

/** What a command writes to its standard output, whatever it ends with. Rejects where there is no such command. */
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
  if (!line.startsWith('{')) throw new Error(`the load has failed: ${output}`);
  return JSON.parse(line) as LoadResult;
}
