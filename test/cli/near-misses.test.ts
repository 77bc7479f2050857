import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, readSigningConfig } from '../../src/cli/config.ts';
import { nearestOf } from '../../src/cli/near-misses.ts';
import { SECRETS, SETTINGS } from '../../src/cli/settings.ts';
import { mistypedVariables, type Environment } from '../../src/cli/variables.ts';

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('a word that resembles a known one', () => {
  it.each([
    ['prot', 'port'],
    ['poort', 'port'],
    ['PORT', 'port'],
    ['pt', undefined],
    ['ports-and-more', undefined],
    ['max_batchsize', 'max-batch-size'],
    ['max-bach-sizes', 'max-batch-size'],
    ['mx-bach-sizes', undefined],
    ['', undefined],
  ])('%s: %s', (word, meant) => {
    expect(nearestOf(word, ['port', 'host', 'max-batch-size'])).toBe(meant);
  });

  it('is the nearest of several', () => {
    expect(nearestOf('max-tokenz', ['max-tokes', 'max-tokens'])).toBe('max-tokens');
  });
});

describe('a variable with a mistyped name', () => {
  it.each([
    ['TRUSTED_DOCUMENT', 'TRUSTED_DOCUMENTS'],
    ['RATE_LIMITS', 'RATE_LIMIT'],
    ['RATE_LIMTI', 'RATE_LIMIT'],
    ['RATELIMIT_', 'RATE_LIMIT'],
    ['rate_limit', 'RATE_LIMIT'],
    ['JWT_SECERT_FILE', 'JWT_SECRET_FILE'],
    ['REDIS_URLS', 'REDIS_URL'],
    ['KOMUNICATE_API_KY', 'KOMMUNICATE_API_KEY'],
    ['GATEWAY_MODES', 'GATEWAY_MODE'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
  ])('stops the start: %s', (name, meant) => {
    const problems = problemsOf(() => readConfig({ [name]: 'the-value' }));
    expect(problems).toEqual([`${name}: there is no such variable. Did you mean ${meant}?`]);
  });

  it('is reported together with all other mistakes', () => {
    const problems = problemsOf(() => readConfig({ RATE_LIMITS: '1/h', MAX_TOKEN: '1', PORT: 'x' }));
    expect(problems.map((problem) => problem.split(':')[0]).toSorted()).toEqual([
      'MAX_TOKEN',
      'PORT',
      'RATE_LIMITS',
    ]);
  });

  it('is ignored when it is empty', () => {
    expect(readConfig({ RATE_LIMITS: '' }).gateway.rateLimit).toBeUndefined();
  });

  it('is not confused with variables that platforms set', () => {
    const platform = `HOME PATH NODE_ENV NODE_OPTIONS NODE_NO_WARNINGS NODE_EXTRA_CA_CERTS LC_ALL LANG TERM_PROGRAM
      SHELL LOGNAME HOSTNAME HTTP_PROXY HTTPS_PROXY NO_PROXY TZ PWD OLDPWD USER MAIL SHLVL COLORTERM FORCE_COLOR
      NO_COLOR CI GITHUB_TOKEN GITHUB_ACTIONS GITLAB_CI CI_JOB_TOKEN NPM_TOKEN npm_config_user_agent npm_package_name
      npm_lifecycle_event KUBERNETES_PORT KUBERNETES_SERVICE_HOST REDIS_PORT REDIS_HOST REDIS_SERVICE_PORT
      REDIS_TLS_URL REDIS_PASSWORD DATABASE_URL AWS_REGION AWS_ACCESS_KEY_ID GOOGLE_APPLICATION_CREDENTIALS
      GOOGLE_CLOUD_PROJECT WEB_CONCURRENCY WEB_MEMORY DYNO XDG_RUNTIME_DIR XDG_SESSION_ID SSH_AUTH_SOCK SSH_CLIENT
      SSH_TTY GPG_AGENT_INFO DBUS_SESSION_BUS_ADDRESS LS_COLORS DEBIAN_FRONTEND MALLOC_ARENA_MAX UV_THREADPOOL_SIZE
      OTEL_SERVICE_NAME SENTRY_DSN DD_AGENT_HOST NEW_RELIC_LICENSE_KEY MAX_IDLE LOG_FORMAT LOG_FILE HOST_IP
      POD_NAME SYSTEMD_EXEC_PID INVOCATION_ID JOURNAL_STREAM VITEST_MODE VITEST_WORKER_ID MAX_WIDTH JWT_ALGORITHM`;
    const environment = Object.fromEntries(platform.split(/\s+/).map((name) => [name, 'x']));
    expect(mistypedVariables(environment)).toEqual([]);
  });

  it('is not confused with any known variable', () => {
    const names = [
      ...SETTINGS.map(({ variable }) => variable),
      ...[...SECRETS].map((name) => `${name}_FILE`),
    ];
    expect(mistypedVariables(Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual([]);
  });
});

describe('the example secret of the docs', () => {
  const service: Environment = {
    GATEWAY_MODE: 'service',
    KOMMUNICATE_API_KEY: 'the-real-key',
    JWT_SECRET: 'an-example-secret-of-32-characters',
    JWT_ISSUER: 'https://id.example',
    JWT_AUDIENCE: 'chat',
  };

  it.each([undefined, 'https://services.kommunicate.io', 'https://127.0.0.1.example', 'https://10.0.0.1'])(
    'is rejected with a real base URL: %s',
    (KOMMUNICATE_BASE_URL) => {
      const problems = problemsOf(() => readConfig({ ...service, KOMMUNICATE_BASE_URL }));
      expect(problems).toEqual([
        'JWT_SECRET: is the example of the docs; make your own: openssl rand -base64 32.',
      ]);
    },
  );

  it('is rejected from a file as well', () => {
    const { JWT_SECRET, ...others } = service;
    const inFile = () => readConfig({ ...others, JWT_SECRET_FILE: '/f' }, () => `${JWT_SECRET}\n`);
    expect(problemsOf(inFile)).toHaveLength(1);
  });

  it.each(['http://localhost:4101', 'http://127.0.0.1:4101', 'http://[::1]:4101', 'https://localhost'])(
    'is accepted with a base URL on this machine: %s',
    (KOMMUNICATE_BASE_URL) => {
      expect(problemsOf(() => readConfig({ ...service, KOMMUNICATE_BASE_URL }))).toEqual([]);
    },
  );
});

describe('the configuration of token', () => {
  const signing = {
    JWT_SECRET: 'a secret of thirty-two characters',
    JWT_ISSUER: 'https://id.example',
    JWT_AUDIENCE: 'chat',
  };

  it('reads the secret, the issuer and the audience, and ignores variables of the gateway', () => {
    expect(readSigningConfig(signing)).toEqual({
      secret: signing.JWT_SECRET,
      issuer: 'https://id.example',
      audience: ['chat'],
      audienceClaim: 'aud',
      tokenType: undefined,
      requiredClaims: undefined,
      userClaim: 'sub',
      roleClaim: 'role',
      roleMap: undefined,
    });
    const elsewhere = { PORT: 'x', RATE_LIMITS: 'x', GATEWAY_MODE: 'x', KOMMUNICATE_BASE_URL: 'x' };
    expect(problemsOf(() => readSigningConfig({ ...signing, ...elsewhere }))).toEqual([]);
    const secret = () =>
      readSigningConfig({ ...signing, JWT_SECRET: '', JWT_SECRET_FILE: '/f' }, () => 'x'.repeat(40));
    expect(secret().secret).toBe('x'.repeat(40));
  });

  it.each([
    [{}, ['JWT_SECRET', 'JWT_ISSUER', 'JWT_AUDIENCE']],
    [{ ...signing, JWT_SECRET: 'short' }, ['JWT_SECRET']],
    [{ ...signing, JWT_SECRET: '', JWT_SECERT: 'x' }, ['JWT_SECRET', 'JWT_SECERT']],
    [{ ...signing, JWT_SECRET: '', JWT_SECRET_FILE: '/not/there' }, ['JWT_SECRET_FILE']],
    [{ ...signing, JWT_ROLE_MAP: 'support' }, ['JWT_ROLE_MAP']],
  ])('reports each missing or wrong variable: %j', (environment: Environment, names) => {
    const problems = problemsOf(() => readSigningConfig(environment));
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(names);
  });

  it('is missing where the file of the secret is empty', () => {
    const empty = () => readSigningConfig({ ...signing, JWT_SECRET: '', JWT_SECRET_FILE: '/f' }, () => '\n');
    expect(problemsOf(empty)).toEqual(['JWT_SECRET: is required to sign tokens.']);
  });
});
