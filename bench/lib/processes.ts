import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** A server in a process of its own, which has printed its URL. */
export interface ServerProcess {
  readonly pid: number;
  /** Without a path. */
  readonly url: string;
  /** From the start of the process until it printed its URL, in milliseconds. */
  readonly startMs: number;
  /** Sends a signal, and resolves with the next text that the process writes to its standard error. */
  signal(name: NodeJS.Signals): Promise<string>;
  /** Sends SIGTERM. Resolves with the exit code, which is null for a process that had to be killed. */
  stop(): Promise<number | null>;
}

interface ProcessOptions {
  /** Default: empty. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Whether standard output goes to `/dev/null`. Reading logs here would take time from what is measured; the URL is then
   * read from standard error alone. Default: no.
   */
  readonly discardOutput?: boolean;
  /** How long after SIGTERM the process is killed. Default: 30,000 ms. */
  readonly killAfterMs?: number;
}

/** Starts a command of this package. */
export function startCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  return startProcess([CLI, ...args], { environment: { NODE_NO_WARNINGS: '1', ...environment } });
}

/**
 * Starts Node with these arguments, and resolves when the process prints a URL.
 * @throws {Error} with the output, if the process ends before
 */
export async function startProcess(
  args: readonly string[],
  { environment = {}, discardOutput = false, killAfterMs = 30_000 }: ProcessOptions = {},
): Promise<ServerProcess> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    env: environment,
    stdio: ['ignore', discardOutput ? 'ignore' : 'pipe', 'pipe'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const closed = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      process.off('exit', kill);
      resolve(code);
    });
  });
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    const read = (chunk: unknown) => {
      output = (output + String(chunk)).slice(-4000);
      const [found] = /http:\/\/[\w.:]+/.exec(output) ?? [];
      if (found) resolve(found);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    void closed.then(() => reject(new Error(output)));
  });
  return {
    pid: child.pid as number,
    url,
    startMs: performance.now() - startedAt,
    signal(name) {
      const text = new Promise<string>((resolve) => {
        child.stderr?.once('data', (chunk) => resolve(String(chunk)));
      });
      child.kill(name);
      return text;
    },
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(kill, killAfterMs);
      const code = await closed;
      clearTimeout(timer);
      return code;
    },
  };
}
