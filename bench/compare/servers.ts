import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a server is started. The URL of the REST API comes last. */
interface Command {
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** The gateway as `npm start` runs it, all protections and the access log on. */
const OURS: Command = {
  args: [pathOf('../../bin/kommunicate-graphql.cjs'), '--kommunicate-base-url'],
  environment: { GATEWAY_MODE: 'passthrough', HOST: '127.0.0.1', PORT: '0' },
};

const SERVERS = {
  ours: OURS,
  mercurius: { args: [pathOf('peers/mercurius.js')] },
  yoga: { args: [pathOf('peers/yoga.js')] },
  apollo: { args: [pathOf('peers/apollo.js')] },
  proxy: { args: [pathOf('peers/proxy.js')] },
} as const satisfies Record<string, Command>;

export type ServerName = keyof typeof SERVERS;
export const SERVER_NAMES = Object.keys(SERVERS) as readonly ServerName[];

/** A process that listens. */
export interface Started {
  readonly pid: number;
  /** Without a path. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The time a process has to end by itself, in milliseconds. */
const PATIENCE_MS = 3000;

export const startUpstream = (): Promise<Started> => start({ args: [pathOf('upstream.ts')] });

export const startServer = (name: ServerName, upstreamUrl: string): Promise<Started> => {
  const { args, environment }: Command = SERVERS[name];
  return start({ args: [...args, upstreamUrl], ...(environment && { environment }) });
};

/**
 * Resolves when the process says a URL on its standard error. Its standard output, where logs go, is written to
 * `/dev/null`: by itself, so that nobody reads along on its time.
 */
async function start({ args, environment }: Command): Promise<Started> {
  const child = spawn(process.execPath, args, {
    env: { NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => {
      process.off('exit', kill);
      resolve();
    });
  });
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stderr.on('data', (chunk) => {
      output = (output + String(chunk)).slice(-4000);
      const [found] = /http:\/\/[\w.:]+/.exec(output) ?? [];
      if (found) resolve(found);
    });
    child.once('error', reject);
    void closed.then(() => reject(new Error(output)));
  });
  return {
    url,
    pid: child.pid as number,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(kill, PATIENCE_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}
