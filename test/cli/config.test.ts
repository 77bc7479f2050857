import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/cli/config.ts';
import type { Environment } from '../../src/cli/variables.ts';

function problemsOf(environment: Environment): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('is the sandbox on this machine by default', () => {
    expect(readConfig({})).toEqual({
      mode: 'sandbox',
      logLevel: 'info',
      visitor: false,
      startupCheck: 'warn',
      redisUrl: undefined,
      service: undefined,
      upstream: { baseUrl: 'https://services.kommunicate.io', timeoutMs: 5000, connections: 128 },
      server: {
        host: '127.0.0.1',
        port: 4000,
        keepAliveTimeoutMs: 65_000,
        drainDelayMs: 0,
        metricsPort: undefined,
        metricsHost: '127.0.0.1',
      },
      gateway: {
        limits: {
          requestTimeoutMs: 10_000,
          maxRequestsInFlight: 1000,
          maxBodyBytes: 262_144,
          maxTokens: 4000,
          maxDepth: 12,
          maxAliases: 100,
          maxMutations: 10,
          maxIds: 1000,
          maxUpstreamCalls: 100,
          maxIdempotencyKeys: undefined,
        },
        batching: { maxBatchSize: 60, maxBatchesInFlight: 8 },
        live: { pollSeconds: 10, maxSubscriptions: 10_000, maxSubscriptionsPerCaller: undefined },
        access: { publicProfiles: false, userMetadataKeys: [] },
        cors: { origins: [] },
        rateLimit: undefined,
        trustedDocuments: undefined,
        graphiql: true,
        introspection: true,
        sdlToken: undefined,
        webhookToken: undefined,
        typePrefix: '',
        webSockets: false,
        debugUpstream: true,
        debugErrors: true,
        traceParent: 'role',
        logSample: 1,
      },
    });
  });

  it('outside the sandbox listens on all addresses and hides the schema', () => {
    expect(readConfig({ GATEWAY_MODE: 'passthrough' })).toMatchObject({
      server: { host: '0.0.0.0' },
      gateway: { graphiql: false, introspection: false, debugUpstream: false, debugErrors: false },
    });
  });

  it('reads every variable', () => {
    expect(
      readConfig({
        GATEWAY_MODE: 'passthrough',
        HOST: '::1',
        PORT: '0',
        KOMMUNICATE_BASE_URL: 'https://eu.example/kommunicate',
        UPSTREAM_TIMEOUT_MS: '1',
        REQUEST_TIMEOUT_MS: '10',
        UPSTREAM_CONNECTIONS: '2',
        MAX_BATCH_SIZE: '3',
        MAX_BATCHES_IN_FLIGHT: '9',
        MAX_BODY_BYTES: '4',
        MAX_TOKENS: '5',
        MAX_DEPTH: '12',
        MAX_ALIASES: '13',
        MAX_MUTATIONS: '14',
        PUBLIC_PROFILES: 'on',
        USER_METADATA_KEYS: 'plan, note*',
        MAX_IDEMPOTENCY_KEYS: '15',
        MAX_IDS: '6',
        MAX_UPSTREAM_CALLS: '8',
        RATE_LIMIT: '20/h',
        MAX_REQUESTS_IN_FLIGHT: '11',
        REDIS_URL: 'rediss://user:word@redis.example:6380/2',
        KEEP_ALIVE_TIMEOUT_MS: '10',
        DRAIN_DELAY_MS: '7',
        POLL_SECONDS: '0',
        WEBSOCKETS: 'on',
        MAX_SUBSCRIPTIONS: '16',
        MAX_SUBSCRIPTIONS_PER_CALLER: '17',
        METRICS_PORT: '9464',
        METRICS_HOST: '::1',
        TRACE_PARENT: 'linked',
        LOG_SAMPLE: '10',
        STARTUP_CHECK: 'off',
        GRAPHIQL: 'on',
        INTROSPECTION: 'on',
        SDL_TOKEN: 'a-token-for-the-registry',
        TYPE_PREFIX: 'Kommunicate',
        DEBUG_UPSTREAM: 'on',
        DEBUG_ERRORS: 'on',
        LOG_LEVEL: 'debug',
      }),
    ).toEqual({
      mode: 'passthrough',
      logLevel: 'debug',
      visitor: false,
      startupCheck: 'off',
      redisUrl: 'rediss://user:word@redis.example:6380/2',
      service: undefined,
      upstream: { baseUrl: 'https://eu.example/kommunicate', timeoutMs: 1, connections: 2 },
      server: {
        host: '::1',
        port: 0,
        keepAliveTimeoutMs: 10,
        drainDelayMs: 7,
        metricsPort: 9464,
        metricsHost: '::1',
      },
      gateway: {
        limits: {
          requestTimeoutMs: 10,
          maxRequestsInFlight: 11,
          maxBodyBytes: 4,
          maxTokens: 5,
          maxDepth: 12,
          maxAliases: 13,
          maxMutations: 14,
          maxIds: 6,
          maxUpstreamCalls: 8,
          maxIdempotencyKeys: 15,
        },
        batching: { maxBatchSize: 3, maxBatchesInFlight: 9 },
        live: { pollSeconds: 0, maxSubscriptions: 16, maxSubscriptionsPerCaller: 17 },
        access: { publicProfiles: true, userMetadataKeys: ['plan', 'note*'] },
        cors: { origins: [] },
        rateLimit: { points: 20, seconds: 3600, exemptsServices: false },
        trustedDocuments: undefined,
        graphiql: true,
        introspection: true,
        sdlToken: 'a-token-for-the-registry',
        webhookToken: undefined,
        typePrefix: 'Kommunicate',
        webSockets: true,
        debugUpstream: true,
        debugErrors: true,
        traceParent: 'linked',
        logSample: 10,
      },
    });
    const { cors } = readConfig({ CORS_ORIGINS: 'https://a.example, http://localhost:3000 ,' }).gateway;
    expect(cors.origins).toEqual(['https://a.example', 'http://localhost:3000']);
  });

  it('treats an empty variable as absent', () => {
    expect(readConfig({ PORT: '', KOMMUNICATE_API_KEY: '' }).server.port).toBe(4000);
  });

  it.each([
    ['GATEWAY_MODE', 'Sandbox', 'must be one of sandbox, passthrough, service'],
    ['MAX_IDEMPOTENCY_KEYS', '0', 'must be a whole number from 1 to 10000000'],
    ['PORT', '65536', 'must be a whole number from 0 to 65535'],
    ['PORT', '-1', 'must be a whole number'],
    ['PORT', '4e3', 'must be a whole number'],
    ['PORT', '0x10', 'must be a whole number'],
    ['MAX_BATCH_SIZE', '0', 'must be a whole number from 1 to 1000'],
    ['UPSTREAM_TIMEOUT_MS', '1.5', 'must be a whole number'],
    ['GRAPHIQL', 'true', 'must be one of on, off'],
    ['INTROSPECTION', 'yes', 'must be one of on, off'],
    ['LOG_LEVEL', 'verbose', 'must be one of error, warn, info, debug, silent'],
    ['CORS_ORIGINS', '*', 'is not an origin'],
    ['CORS_ORIGINS', 'https://a.example/', 'is not an origin'],
    ['CORS_ORIGINS', 'a.example', 'is not an origin'],
    ['CORS_ORIGINS', 'null', 'is not an origin'],
    ['JWT_SECRET', 'x', 'only in service mode'],
    ['RATE_LIMIT', '600', 'must be a rate such as 600/min'],
    ['RATE_LIMIT', '0/s', 'must be a rate such as 600/min'],
    ['REQUEST_TIMEOUT_MS', '0', 'must be a whole number from 1'],
    ['UPSTREAM_TIMEOUT_MS', '10000', 'must be less than REQUEST_TIMEOUT_MS'],
    ['MAX_DEPTH', '0', 'must be a whole number from 1'],
    ['TRUSTED_DOCUMENTS', '/not/there', 'cannot be read (ENOENT)'],
    ['TRUSTED_DOCUMENTS', 'package-lock.json', 'neither an object of documents'],
    ['TRUSTED_DOCUMENTS', 'README.md', 'it is not JSON'],
    ['WEBHOOK_TOKEN', 'x', 'must be 16-200 visible ASCII characters'],
    ['WEBHOOK_TOKEN', 'sixteen with a space', 'must be 16-200 visible ASCII characters'],
    ['VISITOR', 'yes', 'must be one of on, off'],
    ['SDL_TOKEN', 'x', 'must be 16 characters or more'],
    ['SDL_TOKEN', 'sixteen-and-a-ü-in-it', 'must be 16 characters or more'],
    [
      'TYPE_PREFIX',
      'kommunicate',
      'must be a capital letter, then letters, digits and _, such as Kommunicate',
    ],
    ['TYPE_PREFIX', '__K', 'must be a capital letter'],
  ])('rejects %s=%s with the name of the variable', (name, value, problem) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}: `));
    expect(problems[0]).toContain(problem);
  });

  it.each([
    'ftp://a.example',
    'services.kommunicate.io',
    'https://user:pass@a.example',
    'https://a.example?x',
    'https://a.example#x',
  ])('rejects the base URL %s without repeating it', (baseUrl) => {
    const problems = problemsOf({ GATEWAY_MODE: 'passthrough', KOMMUNICATE_BASE_URL: baseUrl });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('KOMMUNICATE_BASE_URL: ');
    expect(problems[0]).not.toContain(baseUrl);
  });

  it.each(['KOMMUNICATE_API_KEY', 'KOMMUNICATE_API_KEY_FILE'])(
    'rejects a real key in %s without repeating it',
    (name) => {
      for (const GATEWAY_MODE of ['sandbox', 'passthrough']) {
        const problems = problemsOf({ GATEWAY_MODE, [name]: 'the-real-key' });
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatch(new RegExp(`^${name}: `));
        expect(problems[0]).not.toContain('the-real-key');
      }
    },
  );

  it('rejects every variable of service mode in another mode, so that none is ignored', () => {
    const elsewhere =
      `JWT_JWKS_URL JWT_PUBLIC_KEY JWT_SECRET JWT_ISSUER JWT_AUDIENCE JWT_USER_CLAIM JWT_ROLE_CLAIM
      JWT_ROLE_MAP JWT_AUDIENCE_CLAIM JWT_TYPE JWT_REQUIRED_CLAIMS JWT_PUBLIC_KEY_FILE JWT_SECRET_FILE`.split(
        /\s+/,
      );
    for (const name of elsewhere) {
      const value = name === 'JWT_AUDIENCE_CLAIM' ? 'azp' : 'x';
      expect(problemsOf({ [name]: value })).toHaveLength(1);
    }
  });

  it('reads a secret from a file, and reports mistakes without its value', () => {
    const inFile = (text: string) => () => text;
    expect(readConfig({ REDIS_URL_FILE: '/f' }, inFile('redis://r\n')).redisUrl).toBe('redis://r');
    expect(readConfig({ REDIS_URL_FILE: '/f' }, inFile('\n')).redisUrl).toBeUndefined();
    const both = () => readConfig({ REDIS_URL_FILE: '/f', REDIS_URL: 'redis://r' }, inFile('redis://r'));
    expect(both).toThrow('REDIS_URL_FILE: not together with REDIS_URL; remove one.');
    expect(() => readConfig({ REDIS_URL_FILE: '/not/there' })).toThrow(
      'REDIS_URL_FILE: cannot be read (ENOENT).',
    );
    for (const url of ['http://:word@r', 'redis:word', 'redis://', 'redis://r/word', 'redis://u:%zz@r']) {
      expect(() => readConfig({ REDIS_URL: url })).toThrow(
        /^REDIS_URL: must be a redis: or rediss: URL, such as redis:\/\/localhost:6379\.$/,
      );
    }
  });

  it('rejects a real base URL in the sandbox, and says how to use it', () => {
    const [problem] = problemsOf({ KOMMUNICATE_BASE_URL: 'https://services.kommunicate.io' });
    expect(problem).toContain('GATEWAY_MODE=passthrough');
  });

  it('rejects CORS origins in passthrough mode', () => {
    const problems = problemsOf({ GATEWAY_MODE: 'passthrough', CORS_ORIGINS: 'https://a.example' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('CORS_ORIGINS: not in passthrough mode');
  });

  it('rejects the token of webhooks in passthrough mode, without repeating it', () => {
    for (const name of ['WEBHOOK_TOKEN', 'WEBHOOK_TOKEN_FILE']) {
      const readConfigWith = () =>
        readConfig({ GATEWAY_MODE: 'passthrough', [name]: 'a-token-of-the-dashboard' }, () => 'a'.repeat(16));
      expect(readConfigWith).toThrow(
        `${name}: not in passthrough mode: a webhook names no account; remove it.`,
      );
    }
    const webhookToken = 'a-token-of-the-dashboard';
    expect(readConfig({ WEBHOOK_TOKEN_FILE: '/f' }, () => webhookToken).gateway).toMatchObject({
      webhookToken,
    });
  });

  it('has the visitor in the sandbox only', () => {
    expect(readConfig({ VISITOR: 'on' }).visitor).toBe(true);
    expect(problemsOf({ GATEWAY_MODE: 'passthrough', VISITOR: 'on' })).toEqual([
      'VISITOR: only in the sandbox; remove it.',
    ]);
  });

  it('reports all mistakes at once', () => {
    const problems = problemsOf({
      PORT: 'x',
      GRAPHIQL: 'x',
      MAX_IDS: 'x',
      SDL_TOKEN: 'x',
      KOMMUNICATE_API_KEY: 'x',
    });
    expect(problems.map((problem) => problem.split(':')[0]).toSorted()).toEqual([
      'GRAPHIQL',
      'KOMMUNICATE_API_KEY',
      'MAX_IDS',
      'PORT',
      'SDL_TOKEN',
    ]);
  });

  describe('in service mode', () => {
    const complete = {
      GATEWAY_MODE: 'service',
      KOMMUNICATE_API_KEY: 'the-real-key',
      JWT_SECRET: 'a secret of thirty-two characters',
      JWT_ISSUER: 'https://id.example',
      JWT_AUDIENCE: 'chat, inbox',
    };

    it('has everything that verifies tokens', () => {
      const config = readConfig({
        ...complete,
        JWT_USER_CLAIM: '/user/id',
        JWT_AUDIENCE_CLAIM: 'azp',
        JWT_TYPE: 'at+jwt',
        JWT_REQUIRED_CLAIMS: 'token_use=access, https://x.example/a=b=c',
        JWT_ROLE_MAP: 'urn:x:support:AGENT, router:SERVICE',
      });
      expect(config).toMatchObject({
        mode: 'service',
        server: { host: '0.0.0.0' },
        gateway: { graphiql: false, introspection: false },
      });
      expect(config.service).toEqual({
        apiKey: 'the-real-key',
        tokens: {
          keys: { secret: complete.JWT_SECRET },
          issuer: 'https://id.example',
          audience: ['chat', 'inbox'],
          audienceClaim: 'azp',
          tokenType: 'at+jwt',
          requiredClaims: new Map([
            ['token_use', 'access'],
            ['https://x.example/a', 'b=c'],
          ]),
          userClaim: '/user/id',
          roleClaim: 'role',
          roleMap: new Map([
            ['urn:x:support', 'AGENT'],
            ['router', 'SERVICE'],
          ]),
        },
      });
      const { JWT_SECRET: _secret, ...others } = complete;
      const ofJwks = readConfig({ ...others, JWT_JWKS_URL: 'https://id.example/jwks' });
      expect(ofJwks.service?.tokens.keys).toEqual({ jwksUrl: 'https://id.example/jwks' });
      const pages = readConfig({ ...complete, CORS_ORIGINS: 'https://app.example' });
      expect(pages.gateway.cors.origins).toEqual(['https://app.example']);
    });

    it('limits the rate of all callers but services by default, and of all callers when RATE_LIMIT is set', () => {
      const rateOf = (RATE_LIMIT?: string) =>
        readConfig({ ...complete, ...(RATE_LIMIT && { RATE_LIMIT }) }).gateway.rateLimit;
      expect(rateOf()).toEqual({ points: 600, seconds: 60, exemptsServices: true });
      expect(rateOf('5/s')).toEqual({ points: 5, seconds: 1, exemptsServices: false });
      expect(rateOf('off')).toBeUndefined();
    });

    it('reports all missing variables at once', () => {
      expect(problemsOf({ GATEWAY_MODE: 'service' })).toEqual([
        'KOMMUNICATE_API_KEY: is required in service mode.',
        'JWT_JWKS_URL, JWT_PUBLIC_KEY, JWT_SECRET: exactly one of them is required in service mode.',
        'JWT_ISSUER: is required in service mode.',
        'JWT_AUDIENCE: is required in service mode.',
      ]);
    });

    it.each([
      [{ JWT_SECRET: 'a secret that is too short' }, 'JWT_SECRET: must have 32 characters or more.'],
      [{ JWT_JWKS_URL: 'https://id.example/jwks' }, 'exactly one of them'],
      [{ JWT_SECRET: '', JWT_JWKS_URL: 'http://id.example/jwks' }, 'JWT_JWKS_URL: must be an https URL'],
      [{ JWT_SECRET: '', JWT_PUBLIC_KEY: 'the-key' }, 'JWT_PUBLIC_KEY: must be PEM'],
      [
        { KOMMUNICATE_BASE_URL: 'http://rest.example' },
        'KOMMUNICATE_BASE_URL: must be https in service mode',
      ],
      [{ KOMMUNICATE_API_KEY: 'clé' }, 'KOMMUNICATE_API_KEY: must be visible ASCII'],
      [{ JWT_AUDIENCE: ',' }, 'JWT_AUDIENCE: must contain at least one audience.'],
      [{ JWT_SECRET: ' '.repeat(40) }, 'JWT_SECRET: must have 32 characters or more.'],
      [
        { JWT_SECRET: '', JWT_JWKS_URL: 'https://me:a-secret@id.example/' },
        'JWT_JWKS_URL: must be an https URL',
      ],
      [{ JWT_ROLE_MAP: 'support' }, 'JWT_ROLE_MAP: "support" must have the form support:AGENT'],
      [{ JWT_ROLE_MAP: 'a:AGENT,a:SERVICE' }, 'JWT_ROLE_MAP: "a" is mapped to two roles.'],
      [{ JWT_AUDIENCE_CLAIM: 'scope' }, 'JWT_AUDIENCE_CLAIM: must be one of aud, azp, client_id'],
      [{ JWT_TYPE: 'a b' }, 'JWT_TYPE: must be a media type such as at+jwt.'],
      [{ JWT_ROLE_CLAIM: '/a~b' }, 'JWT_ROLE_CLAIM: must be the name of a claim, or a JSON pointer'],
      [{ JWT_REQUIRED_CLAIMS: 'token_use' }, 'JWT_REQUIRED_CLAIMS: "token_use" must have the form'],
      [{ JWT_REQUIRED_CLAIMS: 'typ=ID,typ=Bearer' }, 'JWT_REQUIRED_CLAIMS: "typ" has two values.'],
      [{ JWT_REQUIRED_CLAIMS: ',' }, 'JWT_REQUIRED_CLAIMS: must contain at least one claim.'],
    ])('rejects %j without repeating a secret', (wrong, problem) => {
      const problems = problemsOf({ ...complete, ...wrong });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain(problem);
      expect(problems.join()).not.toMatch(/the-real-key|a.secret|the-key|clé/);
    });

    it('accepts an http URL on this machine', () => {
      const local = { ...complete, KOMMUNICATE_BASE_URL: 'http://127.0.0.1:4001' };
      expect(readConfig(local).upstream.baseUrl).toBe('http://127.0.0.1:4001');
    });
  });
});
