import { ConfigError, readConfig, type Config } from './config.ts';
import { readSettingFlags } from './flags.ts';
import type { Report } from './report.ts';
import { startSandbox } from './sandbox.ts';
import { warningsOf } from './start.ts';
import type { Environment } from './variables.ts';

/** Milliseconds for the call to the REST API at most, and for Redis. */
const MAX_CALL_MS = 10_000;
const REDIS_MS = 3000;
/** The client’s own time limit comes first: it knows more about the failure. */
const GRACE_MS = 500;

const REACH_ADVICE = 'Check KOMMUNICATE_BASE_URL, and whether this machine may connect to it.';
const URL_ADVICE = 'Check KOMMUNICATE_BASE_URL.';

/** What to do about a failed call to the REST API, by the code of the failure. */
const CALL_ADVICE: Readonly<Record<string, string>> = {
  UPSTREAM_AUTH_FAILED: 'Compare KOMMUNICATE_API_KEY with the key in the Kommunicate dashboard.',
  UPSTREAM_UNAVAILABLE: REACH_ADVICE,
  UPSTREAM_TIMEOUT: REACH_ADVICE,
  UPSTREAM_REJECTED: URL_ADVICE,
  UPSTREAM_INVALID_RESPONSE: URL_ADVICE,
};

/** What to do about keys that cannot be fetched. */
const KEYS_ADVICE: Readonly<Record<string, string>> = {
  'not a key set': ': use the jwks_uri of the provider, which its /.well-known/openid-configuration names',
  TimeoutError: ': there was no response in time',
};

/** What to do about a Redis that does not work. */
const REDIS_ADVICE: Readonly<Record<string, string>> = {
  TIMEOUT: ': there was no response. Check the host and the port, and redis: or rediss: (TLS)',
  NOAUTH: ': it needs a password',
  WRONGPASS: ': the user or the password is wrong',
};

/** What one check found. */
interface Finding {
  readonly name: 'configuration' | 'token keys' | 'REST API' | 'Redis';
  readonly status: 'ok' | 'warning' | 'FAILED' | '-';
  readonly text: string;
}

/**
 * Checks what the gateway needs to run: its configuration, the keys that verify tokens, one REST call with its key, and
 * Redis. Prints no secret.
 * @throws {ConfigError} for unknown flags
 */
export async function check(args: readonly string[], environment: Environment): Promise<Report> {
  const settings = { ...environment, ...readSettingFlags('check', args) };
  let config: Config;
  try {
    config = readConfig(settings);
  } catch (error) {
    return reportOf(problemsOf(error));
  }
  const found = await Promise.all([checkKeys(config), checkRest(config), checkRedis(config)]);
  return reportOf([...checkConfig(config), ...found.flat()]);
}

function reportOf(findings: readonly Finding[]): Report {
  const lines = findings.map(({ name, status, text }) => `${name.padEnd(15)}${status.padEnd(9)}${text}\n`);
  return { text: lines.join(''), isOk: !findings.some(({ status }) => status === 'FAILED') };
}

function problemsOf(error: unknown): readonly Finding[] {
  if (!(error instanceof ConfigError)) throw error;
  return error.problems.map((text) => ({ name: 'configuration', status: 'FAILED', text }));
}

function checkConfig(config: Config): readonly Finding[] {
  const { mode, upstream } = config;
  const api = mode === 'sandbox' ? 'the emulator' : upstream.baseUrl;
  return [
    { name: 'configuration', status: 'ok', text: `${mode} mode, REST API: ${api}` },
    ...warningsOf(config).map((text) => warningOf('configuration', text)),
  ];
}

async function checkKeys({ mode, service }: Config): Promise<readonly Finding[]> {
  const name = 'token keys';
  if (!service) return [{ name, status: '-', text: `not checked: there are no tokens in ${mode} mode` }];
  const { keys } = service.tokens;
  const variable = 'jwksUrl' in keys ? 'JWT_JWKS_URL' : 'publicKey' in keys ? 'JWT_PUBLIC_KEY' : 'JWT_SECRET';
  const { inspectKeys } = await import('../auth/inspect-keys.ts');
  let report: Awaited<ReturnType<typeof inspectKeys>>;
  try {
    report = await inspectKeys(service.tokens);
  } catch (error) {
    return [{ name, status: 'FAILED', text: `${variable}: ${(error as Error).message}` }];
  }
  if (!report.isFetched) {
    const advice = KEYS_ADVICE[report.failure] ?? '';
    return [{ name, status: 'FAILED', text: `${variable}: cannot be fetched: ${report.failure}${advice}` }];
  }
  const { count, usable, algorithms, secret } = report;
  const found = `${variable}: ${count} ${count === 1 ? 'key' : 'keys'}`;
  if (secret > 0) {
    const text = `${found}, of which ${secret} hold a secret: every reader can sign tokens`;
    return [{ name, status: 'FAILED', text }];
  }
  if (count === 0) return [{ name, status: 'FAILED', text: `${variable}: the key set has no keys` }];
  if (usable === 0) return [{ name, status: 'FAILED', text: `${found}, none of which can verify tokens` }];
  const unusable = usable === count ? '' : `, ${usable} of which can verify tokens`;
  return [{ name, status: 'ok', text: `${found}${unusable}; algorithms ${algorithms.join(', ')}` }];
}

async function checkRest({ mode, service, upstream }: Config): Promise<readonly Finding[]> {
  const name = 'REST API';
  if (mode === 'passthrough') {
    return [{ name, status: '-', text: 'not called: in passthrough mode each caller sends its own Api-Key' }];
  }
  const [{ createClient }, { checkAccount }] = await Promise.all([
    import('../kommunicate/client.ts'),
    import('../kommunicate/check-account.ts'),
  ]);
  const sandbox = mode === 'sandbox' ? await startSandbox() : undefined;
  const baseUrl = sandbox?.emulator.url ?? upstream.baseUrl;
  const timeoutMs = Math.min(upstream.timeoutMs, MAX_CALL_MS);
  const client = createClient({ ...upstream, baseUrl, timeoutMs, retry: { retries: 0 } });
  const apiKey = sandbox?.emulator.apiKey ?? service?.apiKey ?? '';
  const report = await checkAccount(client, apiKey, timeoutMs + GRACE_MS);
  await client.close();
  await sandbox?.emulator.close();
  if (report.isAccepted) return [{ name, status: 'ok', text: 'accepts the Api-Key' }];
  const { code, message, response } = report;
  const advice = CALL_ADVICE[code];
  return [{ name, status: 'FAILED', text: `${message} (${response})${advice ? ` ${advice}` : ''}` }];
}

async function checkRedis({ redisUrl }: Config): Promise<readonly Finding[]> {
  const name = 'Redis';
  if (!redisUrl) return [{ name, status: '-', text: 'not used: REDIS_URL is not set' }];
  const [{ inspectRedis }, { redisWarnings }] = await Promise.all([
    import('../lib/redis.ts'),
    import('../lib/redis-settings.ts'),
  ]);
  const report = await inspectRedis(redisUrl, REDIS_MS);
  if (!report.isReady) {
    const { failure } = report;
    return [{ name, status: 'FAILED', text: `REDIS_URL: ${failure}${REDIS_ADVICE[failure] ?? ''}` }];
  }
  const ok: Finding = { name, status: 'ok', text: 'connects, and accepts a key' };
  if (!report.settings) {
    return [ok, { name, status: 'warning', text: 'cannot read its persistence settings: check them' }];
  }
  return [ok, ...redisWarnings(report.settings).map(({ message }) => warningOf(name, message))];
}

function warningOf(name: Finding['name'], text: string): Finding {
  return { name, status: 'warning', text };
}
