import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { createGateway } from '../../src/gateway/gateway.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { connectRedis } from '../../src/lib/redis.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { startServer } from '../../src/server/server.ts';
import { createTokenVerifier } from '../../src/auth/verify-token.ts';

const client = createClient({ baseUrl: 'http://127.0.0.1:1' });
const gateway = { client, identity: { mode: 'passthrough' } };
const tokens = { keys: { secret: 'x'.repeat(32) }, issuer: 'https://id.example', audience: ['chat'] };

/** Each public factory, with valid options. */
const FACTORIES: Readonly<Record<string, readonly [make: (options: never) => unknown, good: object]>> = {
  createGateway: [createGateway, gateway],
  startServer: [startServer, { ...gateway, port: 0 }],
  createClient: [createClient, { baseUrl: 'https://rest.example' }],
  startEmulator: [startEmulator, {}],
  createTokenVerifier: [createTokenVerifier, tokens],
  connectRedis: [connectRedis, { url: 'redis://127.0.0.1:1', logger: silentLogger }],
};

async function outcomeOf(factory: string, options: unknown): Promise<unknown> {
  const [make] = FACTORIES[factory] ?? [];
  try {
    await make?.(options as never);
    return 'accepted';
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
}

const outcomeWith = (factory: string, changed: object) =>
  outcomeOf(factory, { ...FACTORIES[factory]?.[1], ...changed });

const BATCH = 'a whole number from 1 to 1000';
const MS = 'a whole number from 1 to 600000';

describe('options of public factories', () => {
  it.each([
    ['createGateway', 'batching.maxBatchSize', 0, BATCH],
    ['createGateway', 'batching.maxBatchSize', 1001, BATCH],
    ['createGateway', 'batching.maxBatchSize', 1.5, BATCH],
    ['createGateway', 'batching.maxBatchSize', Number.NaN, BATCH],
    ['createGateway', 'batching.maxBatchSize', '60', BATCH],
    ['createGateway', 'batching.maxBatchSize', null, BATCH],
    ['createGateway', 'batching.maxBatchesInFlight', 0, BATCH],
    ['createGateway', 'limits.requestTimeoutMs', Infinity, MS],
    ['createGateway', 'limits.requestTimeoutMs', -1, MS],
    ['createGateway', 'limits.maxRequestsInFlight', 0, 'a whole number from 1 to 1000000'],
    ['createGateway', 'limits.maxBodyBytes', 0, 'a whole number from 1 to 100000000'],
    ['createGateway', 'limits.maxTokens', Infinity, 'a whole number from 1 to 1000000'],
    ['createGateway', 'limits.maxDepth', 0, BATCH],
    ['createGateway', 'limits.maxAliases', -1, 'a whole number from 0 to 1000000'],
    ['createGateway', 'limits.maxMutations', 0, 'a whole number from 1 to 1000000'],
    ['createGateway', 'limits.maxIds', 0, 'a whole number from 1 to 1000000'],
    ['createGateway', 'limits.maxUpstreamCalls', 0, 'a whole number from 1 to 1000000'],
    ['createGateway', 'limits.maxIdempotencyKeys', 0, 'a whole number from 1 to 10000000'],
    ['createGateway', 'access.publicProfiles', 'on', 'true or false'],
    ['createGateway', 'graphiql', 'yes', 'true or false'],
    [
      'createGateway',
      'typePrefix',
      'my-',
      'a capital letter, then letters, digits and _, such as Kommunicate, or empty',
    ],
    ['createGateway', 'isDraining', true, 'a function'],
    ['startServer', 'port', 65_536, 'a whole number from 0 to 65535'],
    ['startServer', 'port', '4000', 'a whole number from 0 to 65535'],
    ['startServer', 'host', '', 'a string that is not empty'],
    ['startServer', 'keepAliveTimeoutMs', 0, MS],
    ['startServer', 'drainDelayMs', -1, 'a whole number from 0 to 600000'],
    ['startServer', 'answerGraceMs', Infinity, 'a whole number from 0 to 2147483647'],
    ['createClient', 'baseUrl', 'rest.example', 'an http or https URL without user, query or fragment'],
    ['createClient', 'timeoutMs', Infinity, MS],
    ['createClient', 'connections', 0, 'a whole number from 1 to 10000'],
    ['createClient', 'maxAnswerBytes', 0, 'a whole number from 1 to 1000000000'],
    ['startEmulator', 'port', 1.5, 'a whole number from 0 to 65535'],
    ['startEmulator', 'shape', 'other', 'documented or live'],
    ['startEmulator', 'maxCalls', 0, 'a whole number from 1 to 1000000'],
    ['createTokenVerifier', 'issuer', '', 'a string that is not empty'],
    [
      'createTokenVerifier',
      'userClaim',
      7,
      'the name of a claim, or a JSON pointer such as /realm_access/roles',
    ],
    [
      'createTokenVerifier',
      'roleClaim',
      '/a~2b',
      'the name of a claim, or a JSON pointer such as /realm_access/roles',
    ],
    ['createTokenVerifier', 'audienceClaim', 'scope', 'one of aud, azp, client_id'],
    ['createTokenVerifier', 'tokenType', 'at jwt', 'a media type such as at+jwt'],
    ['connectRedis', 'timeoutMs', 0, MS],
  ])('%s: rejects %s = %j with its path, the rule and the value', async (factory, path, value, rule) => {
    const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
    const [name = '', nested] = path.split('.');
    const changed = { [name]: nested === undefined ? value : { [nested]: value } };
    expect(await outcomeWith(factory, changed)).toBe(`${factory}: ${path} must be ${rule}, not ${shown}`);
  });

  it.each([
    ['createGateway', { client: undefined }, 'createGateway: client must be an object with'],
    ['createGateway', { identity: undefined }, 'createGateway: identity must be an object, not undefined'],
    [
      'createGateway',
      { identity: { mode: 'open' } },
      'createGateway: identity.mode must be one of passthrough, sandbox, service, not "open"',
    ],
    [
      'createGateway',
      { identity: { mode: 'service', apiKey: 'k' } },
      'createGateway: identity.verifyToken must be a function, not undefined',
    ],
    ['createGateway', { rateLimit: { points: 0, seconds: 1 } }, 'rateLimit.points must be a whole number'],
    [
      'createGateway',
      { rateLimit: { points: 1, seconds: Infinity } },
      'rateLimit.seconds must be a whole number',
    ],
    ['createGateway', { maxDepth: 5 }, 'createGateway: maxDepth must be given as limits.maxDepth'],
    ['createGateway', { corsOrigins: [] }, 'createGateway: corsOrigins is not an option'],
    ['startServer', { hostname: 'localhost' }, 'startServer: hostname is not an option'],
    ['startServer', { identity: undefined }, 'startServer: identity must be an object, not undefined'],
    [
      'createGateway',
      { batching: { maxBatchsize: 5 } },
      'batching.maxBatchsize is not an option; batching has maxBatchSize, maxBatchesInFlight',
    ],
    ['createGateway', { limits: 5 }, 'createGateway: limits must be an object, not 5'],
    ['createGateway', { cors: { origins: ['*'] } }, 'cors.origins must be an array of origins'],
    [
      'createGateway',
      { access: { userMetadataKeys: 'plan' } },
      'access.userMetadataKeys must be an array of strings',
    ],
    ['createGateway', { sdlToken: 'short' }, 'sdlToken must be 16 characters or more'],
    ['createGateway', { webhookToken: 'short' }, 'webhookToken must be 16-200 visible ASCII characters'],
    ['createGateway', { trustedDocuments: {} }, 'trustedDocuments must be a Map'],
    ['createGateway', { logger: console.log }, 'logger must be an object with error, warn, info, debug'],
    [
      'createGateway',
      { redis: 'redis://127.0.0.1' },
      'redis must be an object with get, setIf, isReady, not "redis:',
    ],
    [
      'startServer',
      { batching: { maxBatchSize: 0 } },
      'batching.maxBatchSize must be a whole number from 1 to 1000, not 0',
    ],
    ['createClient', { retry: { retries: Infinity } }, 'createClient: retry.retries must be a whole number'],
    [
      'createClient',
      { breaker: { threshold: 0 } },
      'breaker.threshold must be a number above 0 and up to 1, not 0',
    ],
    ['createClient', { dispatcher: {} }, 'dispatcher must be an object with dispatch, not'],
    [
      'createTokenVerifier',
      { keys: {} },
      'keys must be exactly one of jwksUrl, publicKey, secret, not 0 of them',
    ],
    [
      'createTokenVerifier',
      { audience: [] },
      'audience must be an array of one audience or more, not an array of 0',
    ],
    ['createTokenVerifier', { keys: { jwksUrl: 'http://id.example' } }, 'keys.jwksUrl must be an https URL'],
    ['createTokenVerifier', { roleMap: { support: 'AGENT' } }, 'roleMap must be a Map'],
    ['createTokenVerifier', { requiredClaims: { typ: 'Bearer' } }, 'requiredClaims must be a Map'],
    ['connectRedis', { logger: {} }, 'connectRedis: logger must be an object with'],
  ])('%s: rejects %o', async (factory, changed, message) => {
    expect(await outcomeWith(factory, changed)).toContain(message);
  });

  it.each(Object.keys(FACTORIES))('%s: rejects null in place of options', async (factory) => {
    expect(await outcomeOf(factory, null)).toBe(`${factory}: options must be an object, not null`);
  });

  it.each([
    ['createGateway', { identity: { mode: 'sandbox', apiKey: ['hush-hush'], userId: 'u' } }],
    ['createGateway', { sdlToken: { text: 'hush-hush' } }],
    ['createTokenVerifier', { keys: { secret: 'hush-hush' } }],
    ['connectRedis', { url: 'http://:hush-hush@127.0.0.1' }],
  ])('%s: leaves an invalid secret out of the error', async (factory, changed) => {
    const message = await outcomeWith(factory, changed);
    expect(message).toContain('must be');
    expect(inspect(message)).not.toContain('hush-hush');
  });

  it('count as absent when they are undefined', async () => {
    const absent = {
      batching: { maxBatchSize: undefined },
      limits: undefined,
      rateLimit: undefined,
      logger: undefined,
      cors: { origins: undefined },
    };
    expect(await outcomeWith('createGateway', absent)).toBe('accepted');
  });

  it('must be known: a name that is none would be ignored', async () => {
    expect(await outcomeWith('createGateway', { logLevel: 'info' })).toBe(
      'createGateway: logLevel is not an option',
    );
  });
});
