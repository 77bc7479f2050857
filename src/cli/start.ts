import { randomBytes, randomUUID } from 'node:crypto';
import type { Identity } from '../auth/principal.ts';
import { WEBHOOK_PATH } from '../gateway/settings.ts';
import type { AccountReport } from '../kommunicate/check-account.ts';
import type { ClientOptions } from '../kommunicate/options.ts';
import { createLogger, type Logger } from '../lib/logger.ts';
import { isLoopbackAddress } from '../lib/loopback.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { readSettingFlags } from './flags.ts';
import { sandboxBanner, startSandbox } from './sandbox.ts';
import { startTracing } from './tracing.ts';
import type { Environment } from './variables.ts';

/** A command that runs until a signal ends it. */
export interface Running {
  close(): Promise<void>;
}

/** Runs the gateway. A flag wins over its variable. */
export async function start(args: readonly string[], environment: Environment): Promise<Running> {
  const config = readConfig({ ...environment, ...readSettingFlags('start', args) });
  const { mode, server, upstream, redisUrl } = config;
  const logger = createLogger({ level: config.logLevel, pretty: process.stdout.isTTY });

  // One unhandled rejection must not end the process, and with it the requests of all other callers.
  process.on('unhandledRejection', (error) => {
    logger.error({ errorId: randomUUID(), err: error }, 'unhandled promise rejection');
  });

  const identity = await createIdentity(config, logger);
  // Before the gateway, as the documentation of OpenTelemetry requires.
  const tracing = await startTracing(environment, logger);

  // Loaded after the checks above: it takes three times as long as everything before.
  const [{ createClient }, { connectRedis }, { startServer }, { startStartupCheck }] = await Promise.all([
    import('../kommunicate/client.ts'),
    import('../lib/redis.ts'),
    import('../server/server.ts'),
    import('./startup-check.ts'),
  ]);
  const sandbox =
    mode === 'sandbox'
      ? await startSandbox({ port: nextPort(server.port), visitor: config.visitor })
      : undefined;
  const webhookToken = config.gateway.webhookToken ?? (sandbox && randomBytes(24).toString('base64url'));
  const client = createClient({
    ...upstream,
    baseUrl: sandbox?.emulator.url ?? upstream.baseUrl,
    ...logChanges(logger),
  });
  const checking = new AbortController();
  const startupCheck =
    config.service && config.startupCheck !== 'off'
      ? startStartupCheck({
          client,
          apiKey: config.service.apiKey,
          timeoutMs: upstream.timeoutMs,
          logger,
          signal: checking.signal,
        })
      : undefined;
  if (startupCheck && config.startupCheck === 'fail') {
    const report = await startupCheck.report;
    if (!report.isAccepted) {
      await client.close();
      await tracing?.close();
      throw new StartupCheckFailed(report);
    }
  }
  const redis = redisUrl ? await connectRedis({ url: redisUrl, logger }) : undefined;
  const running = await startServer({
    ...server,
    ...config.gateway,
    webhookToken,
    client: startupCheck?.client ?? client,
    redis,
    logger,
    identity: sandbox?.identity ?? identity,
  });
  sandbox?.emulator.sendWebhooksTo({ url: `${running.url}${WEBHOOK_PATH}`, token: webhookToken });
  const emulator = sandbox && { emulator: sandbox.emulator.url };
  const { metricsUrl } = running;
  const listening = { url: `${running.url}/graphql`, mode, ...emulator, ...(metricsUrl && { metricsUrl }) };
  logger.info(listening, 'listening');
  process.stderr.write(
    sandbox ? sandboxBanner(running.url, sandbox) : `kommunicate-graphql listens on ${running.url}/graphql\n`,
  );
  for (const warning of warningsOf(config)) logger.warn({}, warning);

  return {
    async close() {
      checking.abort();
      await running.close();
      await client.close();
      await redis?.close();
      await sandbox?.emulator.close();
      logger.info({}, 'closed');
      await tracing?.close();
    },
  };
}

/** The REST API or the Api-Key does not work, and `STARTUP_CHECK` is `fail`. */
class StartupCheckFailed extends Error {
  override readonly name = 'StartupCheckFailed';

  constructor({ message, response }: Exclude<AccountReport, { isAccepted: true }>) {
    super(`STARTUP_CHECK: ${message} (${response})`);
    // The command prints the stack of an unexpected error. This one needs none.
    this.stack = this.message;
  }
}

async function createIdentity({ service }: Config, logger: Logger): Promise<Identity> {
  if (!service) return { mode: 'passthrough' };
  const { createTokenVerifier } = await import('../auth/verify-token.ts');
  try {
    const verifyToken = createTokenVerifier({ ...service.tokens, logger });
    return { mode: 'service', apiKey: service.apiKey, verifyToken };
  } catch (error) {
    throw new ConfigError([`JWT_PUBLIC_KEY: ${(error as Error).message}.`]);
  }
}

/** Logs when the client stops and resumes batches of conversations. */
function logChanges(logger: Logger): Pick<ClientOptions, 'batching'> {
  const endpoint = '/rest/ws/group/v3/info';
  return {
    batching: {
      onChange(state) {
        if (state === 'off') {
          logger.warn({ endpoint }, 'unknown endpoint: conversations are read one by one for a minute');
        } else logger.info({ endpoint }, 'known endpoint: conversations are read in batches again');
      },
    },
  };
}

/** Settings that are valid and may still surprise. */
export function warningsOf({ mode, server, upstream, gateway, redisUrl }: Config): readonly string[] {
  const warnings = [
    mode === 'sandbox' &&
      !isLoopbackAddress(server.host) &&
      'HOST: every machine that reaches this address can use the sandbox without credentials',
    gateway.graphiql &&
      !gateway.introspection &&
      'GRAPHIQL is on and INTROSPECTION is off: GraphiQL cannot load the schema',
    mode === 'passthrough' &&
      upstream.baseUrl.startsWith('http:') &&
      'KOMMUNICATE_BASE_URL is not https: Api-Keys cross the network unencrypted',
    mode !== 'sandbox' &&
      !redisUrl &&
      'without REDIS_URL idempotency keys are in the memory of this process: a restart and other processes do not know them',
  ];
  return warnings.filter((warning) => warning !== false);
}

/** The port after the gateway's, for the emulator: 4001 by default, as in the docs. A free one after a free one. */
function nextPort(port: number): number {
  return port > 0 && port < 65_535 ? port + 1 : 0;
}
