import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** A command of ours in a process of its own, from the moment it says where it listens. */
export interface Started {
  readonly url: string;
  /** From the start of the process to its first word about a URL, in milliseconds. */
  readonly startMs: number;
  /** Asks the process for a signal's worth, and gives the next line it writes to its standard error. */
  ask(signal: NodeJS.Signals): Promise<string>;
  /** Resolves with the exit code. */
  stop(): Promise<number | null>;
}

export async function startCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [CLI, ...args], { env: { NODE_NO_WARNINGS: '1', ...environment } });
  const exit = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code));
  });
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    const read = (chunk: unknown) => {
      output += String(chunk);
      const found = /http:\/\/[\w.:]+/.exec(output);
      if (found) resolve(found[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('close', () => reject(new Error(output)));
  });
  const startMs = performance.now() - startedAt;
  const stop = async () => {
    child.kill('SIGTERM');
    return exit;
  };
  const ask = (signal: NodeJS.Signals) => {
    const answer = new Promise<string>((resolve) => {
      child.stderr.once('data', (chunk) => resolve(String(chunk)));
    });
    child.kill(signal);
    return answer;
  };
  return { url, startMs, ask, stop };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
