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
import { rulesOf, type Setting } from '../lib/settings.ts';
import type { GatewayOptions } from './options.ts';
import { ACCESS, BATCHING, CORS, FEATURES, LIMITS, LIVE, OBSERVABILITY, RATE } from './settings.ts';

const apiKey = required(secret(nonEmpty));

const IDENTITIES = {
  passthrough: {},
  sandbox: { apiKey, userId: required(nonEmpty), agentIds: list(nonEmpty, 'ids') },
  service: { apiKey, verifyToken: required(func) },
} as const;

const RULES = {
  ...rulesOf(FEATURES),
  ...rulesOf(OBSERVABILITY),
  client: required(withMethods('getUsers', 'getGroups', 'sendMessage', 'isDegraded')),
  identity: required(object),
  limits: object,
  batching: object,
  access: object,
  live: object,
  cors: object,
  rateLimit: object,
  trustedDocuments: map,
  metrics: withMethods('registerMetric', 'metrics'),
  redis: withMethods('get', 'setIf', 'isReady'),
  logger,
  isDraining: func,
};

/**
 * Checks the options of a gateway.
 * @param otherNames names that the factory accepts besides those of a gateway
 * @throws {TypeError} naming the path of the option, the rule, and the value unless it is a secret; or an unknown name
 */
export function checkGatewayOptions(
  factory: string,
  options: GatewayOptions,
  otherNames: readonly string[] = [],
): void {
  checkOptions<GatewayOptions>(factory, options, RULES);
  const { identity, limits = {}, batching = {}, access = {}, live = {}, cors = {}, rateLimit } = options;
  checkOptions(factory, identity, { mode: required(oneOf(Object.keys(IDENTITIES))) }, 'identity');
  checkOptions<object>(factory, identity, IDENTITIES[identity.mode], 'identity');
  if (identity.mode === 'passthrough' && options.webhookToken !== undefined) {
    throw new TypeError(`${factory}: webhookToken is not for passthrough mode: a webhook names no account`);
  }
  for (const [path, group, settings] of [
    ['limits', limits, LIMITS],
    ['batching', batching, BATCHING],
    ['access', access, ACCESS],
    ['live', live, LIVE],
    ['cors', cors, CORS],
  ] as const) {
    checkOptions<object>(factory, group, rulesOf(settings), path);
    checkNames(factory, options, path, group, settings);
  }
  if (rateLimit) {
    const rules = {
      points: required(integer(RATE.points)),
      seconds: required(integer(RATE.seconds)),
      exemptsServices: boolean,
    };
    checkOptions(factory, rateLimit, rules, 'rateLimit');
  }
  const unknown = Object.keys(options).find(
    (name) => !Object.hasOwn(RULES, name) && !otherNames.includes(name),
  );
  if (unknown !== undefined) throw new TypeError(`${factory}: ${unknown} is not an option`);
}

/** Rejects a misspelled option of a group, and one outside its group: both would be ignored silently. */
function checkNames(
  factory: string,
  options: object,
  path: string,
  group: object,
  settings: Readonly<Record<string, Setting>>,
): void {
  const names = Object.keys(settings);
  const misplaced = names.find((name) => Object.hasOwn(options, name));
  if (misplaced !== undefined) {
    throw new TypeError(`${factory}: ${misplaced} must be given as ${path}.${misplaced}`);
  }
  const unknown = Object.keys(group).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`${factory}: ${path}.${unknown} is not an option; ${path} has ${names.join(', ')}`);
  }
}
