import type { FindBatchers } from './batching/batchers.ts';
import { createCaller, type Cost } from './batching/caller.ts';
import { createLoaders, type Loaders } from './batching/loaders.ts';
import type { Deadline } from './deadline.ts';
import { GatewayError } from './errors.ts';
import type { IdempotencyStore } from './idempotency/store.ts';
import type { CallOptions, KommunicateClient, OutgoingMessage } from './kommunicate/client.ts';
import type { Logger } from './logger.ts';
import type { Principal } from './principal.ts';
import type { Trace } from './trace.ts';

/** What a resolver is given: who is asking, what to load through, and what to change things with. */
export interface GatewayContext {
  readonly principal: Principal;
  readonly loaders: Loaders;
  readonly client: KommunicateClient;
  /** What every call of this request carries. */
  readonly callOptions: CallOptions;
  /**
   * Counts ids against what one request may ask for.
   * @throws {GatewayError} `LIMIT_EXCEEDED` from the first field that asks for more
   */
  readonly spendIds: (count: number) => void;
  /**
   * Counts records, each time they stand in the answer, against what one answer may hold: a page that is remembered
   * costs no call, and could stand in it a million times.
   * @throws {GatewayError} `LIMIT_EXCEEDED` from the first field that goes beyond
   */
  readonly spendRecords: (records: readonly (object | null)[]) => void;
  /** How many ids the request has asked for. */
  readonly idsSpent: () => number;
  /** Sends a message at most once under a key of this caller's; without a key, simply sends it. */
  readonly sendOnce: <T>(
    key: string | undefined,
    message: OutgoingMessage,
    send: () => Promise<T>,
  ) => Promise<T>;
  /** Metadata keys that a `USER` may set; `prefix*` for all that begin so. */
  readonly userMetadataKeys: readonly string[];
  /** What the request has cost so far. */
  readonly cost: Cost;
}

export interface ContextOptions {
  readonly client: KommunicateClient;
  readonly findBatchers: FindBatchers;
  readonly idempotency: IdempotencyStore;
  /** Ids in one request at most, repeats included. */
  readonly maxIds: number;
  /** REST calls that one request may start. */
  readonly maxUpstreamCalls: number;
  readonly userMetadataKeys: readonly string[];
  readonly logger: Logger;
}

/** What one answer may hold: records, each as heavy as it has thousands of characters, and one at least. */
const MOST_COST = 10_000;

const weights = new WeakMap<object, number>();

function weightOf(record: object | null): number {
  if (record === null) return 0;
  let weight = weights.get(record);
  if (weight === undefined) {
    weight = Math.ceil(lengthOf(record) / 1000);
    weights.set(record, weight);
  }
  return weight;
}

function lengthOf(record: object): number {
  try {
    return JSON.stringify(record).length;
  } catch {
    // What cannot be written is found out where it is.
    return 1;
  }
}

/** What is known of a request before it is executed. */
interface RequestFacts {
  readonly principal: Principal;
  readonly deadline: Deadline;
  readonly requestId: string | undefined;
  readonly trace: Trace | undefined;
}

/** Builds the context of one request. */
export function createContext(
  { client, findBatchers, idempotency, maxIds, maxUpstreamCalls, userMetadataKeys, logger }: ContextOptions,
  { principal, deadline: { signal, remainingMs }, requestId, trace }: RequestFacts,
): GatewayContext {
  const { apiKey, actingUserId = '' } = principal;
  const ids = createBudget('ids', maxIds);
  const cost = createBudget('cost', MOST_COST);
  const calls = createBudget('upstreamCalls', maxUpstreamCalls);
  const caller = createCaller({
    signal,
    trace,
    beforeCall: () => calls.spend(1),
    beforeRepetition: calls.assertNotOverdrawn,
    payForRefusal: () => calls.overdraw(1),
  });
  const callOptions = { apiKey, signal, remainingMs, trace, beforeCall: caller.beforeCall };
  const onUnseenChange = (goneBecause: Error, failure: unknown) => {
    // One whose time was over has been answered.
    if (goneBecause instanceof GatewayError) return;
    const code = failure instanceof GatewayError ? failure.code : 'INTERNAL_SERVER_ERROR';
    logger.info({ requestId, outcome: failure === undefined ? 'done' : code }, 'a change without its caller');
  };
  return {
    principal,
    client,
    callOptions,
    loaders: createLoaders({ client, callOptions, batchers: findBatchers(apiKey), caller, onUnseenChange }),
    userMetadataKeys,
    spendIds: ids.spend,
    idsSpent: () => maxIds - ids.left(),
    spendRecords(records) {
      const weight = records.reduce((sum, record) => sum + weightOf(record), 0);
      // Once it is too much nothing fits any more: what would follow need not be put together to find out.
      if (weight > cost.left()) cost.overdraw(Infinity);
      cost.assertNotOverdrawn();
      cost.overdraw(weight);
    },
    sendOnce: (key, message, send) =>
      key === undefined
        ? send()
        : idempotency.once({ scope: [apiKey, actingUserId], key, payload: message, signal, run: send }),
    cost: caller.cost,
  };
}

/**
 * What one request may have of something. Who asks for more gets nothing, and what is left stays for others.
 */
function createBudget(limit: string, budget: number) {
  let left = budget;
  return {
    spend(amount: number): void {
      if (amount > left) throw new GatewayError('LIMIT_EXCEEDED', { limit });
      left -= amount;
    },
    left: () => left,
    /** Takes what is due, although there may be nothing left. */
    overdraw(amount: number): void {
      left -= amount;
    },
    assertNotOverdrawn(): void {
      if (left < 0) throw new GatewayError('LIMIT_EXCEEDED', { limit });
    },
  };
}
