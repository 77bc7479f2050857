import {
  boolean,
  checkOptions,
  func,
  integer,
  list,
  logger,
  map,
  nonEmpty,
  object,
  oneOf,
  required,
  secret,
  withMethods,
} from '../lib/option-rules.ts';
import { rulesOf } from '../lib/settings.ts';
import type { GatewayOptions } from './options.ts';
import { ACCESS, BATCHING, CORS, FEATURES, LIMITS, RATE } from './settings.ts';

const apiKey = required(secret(nonEmpty));

const IDENTITIES = {
  passthrough: {},
  sandbox: { apiKey, userId: required(nonEmpty), agentIds: list(nonEmpty, 'ids') },
  service: { apiKey, verifyToken: required(func) },
} as const;

/**
 * Checks the options of a gateway.
 * @throws {TypeError} naming the path of the option, the rule, and the value unless it is a secret
 */
export function checkGatewayOptions(factory: string, options: GatewayOptions): void {
  checkOptions<GatewayOptions>(factory, options, {
    ...rulesOf(FEATURES),
    client: required(withMethods('getUsers', 'getGroups', 'sendMessage', 'isDegraded')),
    identity: required(object),
    limits: object,
    batching: object,
    access: object,
    cors: object,
    rateLimit: object,
    trustedDocuments: map,
    fastPath: boolean,
    redis: withMethods('get', 'setIf', 'isReady'),
    logger,
    isDraining: func,
  });
  const { identity, limits = {}, batching = {}, access = {}, cors = {}, rateLimit } = options;
  checkOptions(factory, identity, { mode: required(oneOf(Object.keys(IDENTITIES))) }, 'identity');
  checkOptions<object>(factory, identity, IDENTITIES[identity.mode], 'identity');
  checkOptions(factory, limits, rulesOf(LIMITS), 'limits');
  checkOptions(factory, batching, rulesOf(BATCHING), 'batching');
  checkOptions(factory, access, rulesOf(ACCESS), 'access');
  checkOptions(factory, cors, rulesOf(CORS), 'cors');
  if (rateLimit) {
    const rules = {
      points: required(integer(RATE.points)),
      seconds: required(integer(RATE.seconds)),
      exemptsServices: boolean,
    };
    checkOptions(factory, rateLimit, rules, 'rateLimit');
  }
}
