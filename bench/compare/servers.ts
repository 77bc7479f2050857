import { fileURLToPath } from 'node:url';
import { startProcess, type ServerProcess } from '../lib/processes.ts';

/** How a server is started. The URL of the REST API is appended to the arguments. */
interface Command {
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** The gateway as `npm start` runs it, with all protections and the access log. */
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

const KILL_AFTER_MS = 3000;

export const startUpstream = (): Promise<ServerProcess> => start({ args: [pathOf('upstream.ts')] });

export const startServer = (
  name: ServerName,
  upstreamUrl: string,
  moreEnvironment: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> => {
  const { args, environment }: Command = SERVERS[name];
  return start({ args: [...args, upstreamUrl], environment: { ...environment, ...moreEnvironment } });
};

function start({ args, environment }: Command): Promise<ServerProcess> {
  return startProcess(args, {
    environment: { NODE_ENV: 'production', ...environment },
    discardOutput: true,
    killAfterMs: KILL_AFTER_MS,
  });
}
