import type { GatewayOptions } from './gateway.ts';
import {
  checkOptions,
  flag,
  func,
  isOrigin,
  isTypePrefix,
  list,
  logger,
  map,
  object,
  oneOf,
  RANGES,
  required,
  secret,
  text,
  whole,
  withMethods,
} from '../lib/option-rules.ts';

const key = required(secret(text()));

const IDENTITIES = {
  passthrough: {},
  sandbox: { apiKey: key, userId: required(text()), agentIds: list(text(), 'ids') },
  service: { apiKey: key, verifyToken: required(func) },
} as const;

/**
 * Checks the options of a gateway.
 * @throws {TypeError} naming the option, the rule, and the value unless it is a secret
 */
export function checkGatewayOptions(where: string, options: GatewayOptions): void {
  checkOptions<GatewayOptions>(where, options, {
    client: required(withMethods('getUsers', 'getGroups', 'sendMessage', 'isDegraded')),
    identity: required(object),
    maxBatchSize: whole(RANGES.maxBatchSize),
    maxBatchesInFlight: whole(RANGES.maxBatchesInFlight),
    maxIds: whole(RANGES.maxIds),
    maxIdempotencyKeys: whole(RANGES.maxIdempotencyKeys),
    maxUpstreamCalls: whole(RANGES.maxUpstreamCalls),
    requestTimeoutMs: whole(RANGES.requestTimeoutMs),
    maxRequestsInFlight: whole(RANGES.maxRequestsInFlight),
    maxBodyBytes: whole(RANGES.maxBodyBytes),
    maxTokens: whole(RANGES.maxTokens),
    trustedDocuments: map,
    rateLimit: object,
    maxDepth: whole(RANGES.maxDepth),
    maxAliases: whole(RANGES.maxAliases),
    maxMutations: whole(RANGES.maxMutations),
    publicProfiles: flag,
    userMetadataKeys: list(text(), 'strings that are not empty'),
    corsOrigins: list(text('', isOrigin), 'origins such as https://app.example.com'),
    graphiql: flag,
    introspection: flag,
    sdlToken: secret(text()),
    typePrefix: {
      text: 'a capital, then letters, digits and _, or empty',
      holds: (value) => value === '' || (typeof value === 'string' && isTypePrefix(value)),
    },
    debugUpstream: flag,
    redis: withMethods('get', 'setIf', 'isReady'),
    logger,
    isDraining: func,
  });
  const { identity, rateLimit } = options;
  checkOptions(`${where}: identity`, identity, { mode: required(oneOf(Object.keys(IDENTITIES))) });
  checkOptions<object>(`${where}: identity`, identity, IDENTITIES[identity.mode]);
  if (rateLimit) {
    checkOptions(`${where}: rateLimit`, rateLimit, {
      points: required(whole(RANGES.points)),
      seconds: required(whole(RANGES.seconds)),
      exemptsServices: flag,
    });
  }
}
