import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { flagOf, readFlags } from './flags.ts';
import { COMMAND_NAMES, helpOf, type CommandName } from './help.ts';
import { mistypedVariables, SECRETS, VARIABLES } from './config-variables.ts';
import {
  ConfigError,
  readConfig,
  readSigningConfig,
  readTypePrefix,
  type Config,
  type Environment,
} from './config.ts';
import { stitchingSdl, subgraphSdl } from '../schema/sdl.ts';
import { isHeaderId } from '../lib/header-value.ts';
import { createLogger, type Logger } from '../lib/logger.ts';
import { isLoopbackAddress } from '../lib/loopback.ts';
import { nearestOf } from './near-misses.ts';
import type { Identity, Role } from '../auth/principal.ts';
import { surviveClosedStreams } from './standard-streams.ts';

/** sysexits.h: the configuration is wrong. Trying again will not help. */
const EXIT_CONFIG = 78;

/** What a command leaves running, for the signal that ends it. */
interface Running {
  close(): Promise<void>;
}

async function main(args: readonly string[], environment: Environment): Promise<void> {
  const [first = 'start', ...rest] = args;
  const [name, flags] = first.startsWith('-') ? ['start', args] : [first, rest];
  if (name === 'help') return say(helpOf(rest[0] === undefined ? undefined : commandOf(rest[0])));
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    return say(helpOf(first.startsWith('-') ? undefined : commandOf(name)));
  }
  if (args.some((arg) => arg === '--version' || arg === '-v')) return say(`${readVersion()}\n`);
  switch (commandOf(name)) {
    case 'start':
      return closeOnSignal(await start(flags, environment));
    case 'token':
      return printToken(flags, environment);
    case 'sdl':
      return printSdl(flags, environment);
    case 'emulator':
      return closeOnSignal(await emulate(flags).catch((error: unknown) => fail(error, EMULATOR_ADVICE)));
  }
}

/** @throws {ConfigError} for a word that is no command, with the one that it resembles */
function commandOf(name: string): CommandName {
  const command = COMMAND_NAMES.find((one) => one === name);
  if (command !== undefined) return command;
  // What is no word may be a setting that was meant as one, with a secret in it.
  const what = /^[\w-]+$/.test(name) ? `command "${name}"` : 'such command';
  const nearest = nearestOf(name, [...COMMAND_NAMES, 'help']);
  const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  throw new ConfigError([`There is no ${what}.${meant} Try --help.`]);
}

async function start(args: readonly string[], environment: Environment): Promise<Running> {
  const names = Object.keys(VARIABLES).filter((name) => !SECRETS.has(name));
  const flags = readFlags('start', args, names.map(flagOf));
  const given = names.flatMap((name) => {
    const value = flags[flagOf(name)];
    return value === undefined ? [] : [[name, value] as const];
  });
  const config = readConfig({ ...environment, ...Object.fromEntries(given) });
  const logger = createLogger({ level: config.logLevel, pretty: process.stdout.isTTY });

  // Whatever was forgotten there, nobody else's requests are to suffer for it.
  process.on('unhandledRejection', (error) => {
    logger.error({ errorId: randomUUID(), err: error }, 'a rejection that nobody handled');
  });

  const identity = await identityOf(config, logger);

  // What there is to refuse has been refused by now: loading the rest takes three times as long.
  const [{ createClient }, { connectRedis }, { startServer }] = await Promise.all([
    import('../kommunicate/client.ts'),
    import('../lib/redis.ts'),
    import('../server/server.ts'),
  ]);
  const sandbox = config.mode === 'sandbox' ? await startSandbox() : undefined;
  const client = createClient({
    baseUrl: sandbox?.emulator.url ?? config.baseUrl,
    timeoutMs: config.upstreamTimeoutMs,
    connections: config.upstreamConnections,
    breaker: {
      onChange(endpoint, state) {
        if (state === 'open') logger.warn({ endpoint }, 'the circuit is open: calls fail, and are not made');
        else logger.info({ endpoint }, 'the circuit is closed: calls are made again');
      },
    },
    batching: {
      onChange(state) {
        const endpoint = '/rest/ws/group/v3/info';
        if (state === 'off') {
          logger.warn(
            { endpoint },
            'the endpoint is unknown: conversations are read one by one for a minute',
          );
        } else logger.info({ endpoint }, 'the endpoint is back: conversations are read together again');
      },
    },
  });
  const redis = config.redisUrl ? await connectRedis({ url: config.redisUrl, logger }) : undefined;
  const server = await startServer({
    ...config,
    client,
    redis,
    logger,
    identity: sandbox?.identity ?? identity,
  });
  const emulator = sandbox && { emulator: sandbox.emulator.url };
  logger.info({ url: `${server.url}/graphql`, mode: config.mode, ...emulator }, 'listening');
  process.stderr.write(
    sandbox ? sandboxBanner(server.url, sandbox) : `kommunicate-graphql listens on ${server.url}/graphql\n`,
  );
  if (sandbox && !isLoopbackAddress(config.host)) {
    logger.warn({}, 'HOST: every machine that reaches this address can use the sandbox without credentials');
  }
  if (config.graphiql && !config.introspection) {
    logger.warn({}, 'GRAPHIQL is on and INTROSPECTION is off: the page will not know the schema');
  }
  if (config.mode === 'passthrough' && config.baseUrl.startsWith('http:')) {
    logger.warn({}, 'KOMMUNICATE_BASE_URL is not https: Api-Keys cross the network in the clear');
  }

  if (!sandbox && !redis) {
    logger.warn({}, 'without REDIS_URL idempotency keys hold in this process alone, and until it ends');
  }

  return {
    async close() {
      await server.close();
      await client.close();
      await redis?.close();
      await sandbox?.emulator.close();
      logger.info({}, 'closed');
    },
  };
}

async function identityOf({ service }: Config, logger: Logger): Promise<Identity> {
  if (!service) return { mode: 'passthrough' };
  const { createTokenVerifier } = await import('../auth/verify-token.ts');
  try {
    const verifyToken = createTokenVerifier({ ...service.tokens, logger });
    return { mode: 'service', apiKey: service.apiKey, verifyToken };
  } catch (error) {
    throw new ConfigError([`JWT_PUBLIC_KEY: ${(error as Error).message}.`]);
  }
}

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

async function startSandbox() {
  const { startEmulator, AGENT_IDS, DEMO_AGENT_ID } = await import('../emulator/index.ts');
  // What the live service sends: e-mail addresses and metadata are in it.
  const emulator = await startEmulator({ shape: 'live', ownPictures: true });
  const { apiKey } = emulator;
  const identity = { mode: 'sandbox', apiKey, userId: DEMO_AGENT_ID, agentIds: AGENT_IDS } as const;
  return { emulator, identity };
}

function sandboxBanner(url: string, { emulator, identity }: Sandbox): string {
  return `
  kommunicate-graphql with the sandbox: no account needed, nothing leaves this machine

  GraphQL, and GraphiQL in a browser   ${url}/graphql
  The emulated REST API                ${emulator.url}

  Paste this:
    { users(ids: ["ana-ortiz", "ben-carter"]) { displayName connected lastSeenAt } }

  You are      ${identity.userId} (an agent; send Of-User-Id to be another)
  Users        ana-ortiz  ben-carter  chloe-dubois  daniel-osei  … 28 more, 4 agents and a bot
  Conversations  104250001 (open)  104250003 (closed)  … to 104250064

  To lose the answer to the next message that is sent:
    curl -s ${emulator.url}/__emulator/faults -d '{"endpoint": "messageSend", "kind": "reset", "applied": true}'

`;
}

async function printToken(args: readonly string[], environment: Environment): Promise<void> {
  const { user, role = 'USER' } = readFlags('token', args, ['user', 'role']);
  const problems = [];
  if (!isHeaderId(user)) {
    problems.push('--user: must be the id of a user: visible ASCII characters without spaces.');
  }
  if (!/^(USER|AGENT|SERVICE)$/.test(role)) problems.push('--role: must be USER, AGENT or SERVICE.');
  if (problems.length > 0) throw new ConfigError(problems);
  const signing = readSigningConfig(environment);
  const { signToken } = await import('../auth/sign-token.ts');
  const token = await signToken({ ...signing, userId: user ?? '', role: role as Role }).catch(() => {
    throw new ConfigError([`JWT_ROLE_MAP: nothing in it stands for ${role}.`]);
  });
  say(`${token}\n`);
}

async function printSdl(args: readonly string[], environment: Environment): Promise<void> {
  const flags = readFlags('sdl', args, ['dialect', flagOf('TYPE_PREFIX')]);
  const { dialect = 'federation' } = flags;
  const problems = [...mistypedVariables(environment, /^TYPE_PREFIX$/)];
  const prefix = readTypePrefix(
    flags[flagOf('TYPE_PREFIX')] ?? (environment.TYPE_PREFIX || undefined),
    problems,
  );
  if (dialect !== 'federation' && dialect !== 'stitching') {
    problems.push('--dialect: must be federation or stitching.');
  }
  if (problems.length > 0) throw new ConfigError(problems);
  say(`${dialect === 'stitching' ? await stitchingSdl(prefix) : subgraphSdl(prefix)}\n`);
}

async function emulate(args: readonly string[]): Promise<Running> {
  const {
    host,
    port = '4001',
    shape = 'documented',
    'api-key': apiKey,
  } = readFlags('emulator', args, ['host', 'port', 'shape', 'api-key']);
  const problems = [];
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    problems.push('--port: must be a whole number from 0 to 65535.');
  }
  if (shape !== 'live' && shape !== 'documented') problems.push('--shape: must be live or documented.');
  if (problems.length > 0) throw new ConfigError(problems);
  const { startEmulator } = await import('../emulator/index.ts');
  const emulator = await startEmulator({
    port: Number(port),
    ownPictures: true,
    shape: shape as 'live' | 'documented',
    ...(host && { host }),
    ...(apiKey && { apiKey }),
  });
  say(
    `Kommunicate REST API emulator   ${emulator.url}\nApi-Key                         ${emulator.apiKey}\n`,
  );
  if (host && !apiKey && !isLoopbackAddress(host)) {
    process.stderr.write(
      'Other machines can reach the emulator, and its default key is known. Set --api-key.\n',
    );
  }
  return emulator;
}

/** The first signal closes in order; a second one is impatient. */
function closeOnSignal(running: Running): void {
  let closing = false;
  const onSignal = () => {
    if (closing) process.exit(1);
    closing = true;
    running.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

function fail(error: unknown, advice = START_ADVICE): never {
  if (error instanceof ConfigError) {
    process.stderr.write(
      `The configuration is wrong:\n${error.problems.map((line) => `  ${line}\n`).join('')}`,
    );
    process.exit(EXIT_CONFIG);
  }
  process.stderr.write(`${explain(error, advice)}\n`);
  process.exit(1);
}

/** How a command takes another port or host. */
interface Advice {
  readonly freePort: string;
  readonly host: string;
}

const START_ADVICE: Advice = { freePort: 'PORT=0 or --port 0', host: 'HOST' };
const EMULATOR_ADVICE: Advice = { freePort: '--port 0', host: '--host' };

function explain(error: unknown, { freePort, host }: Advice): string {
  if (!(error instanceof Error)) return String(error);
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${address} is already in use. Choose another: ${freePort} picks a free one.`;
    case 'EACCES':
      return `Port ${port} on ${address} may not be used by this user. Choose one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host}: this machine has no such address (${code}).`;
    default:
      return error.stack ?? error.message;
  }
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function say(text: string): void {
  process.stdout.write(text);
}

surviveClosedStreams(process, (stream, code) => {
  if (stream === 'stdout')
    process.stderr.write(`standard output cannot be written (${code}): log lines are lost\n`);
});
await main(process.argv.slice(2), process.env).catch((error: unknown) => fail(error));
