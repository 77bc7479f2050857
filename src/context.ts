import { createAnswerMeter, type AnswerMeter } from './answer-cost.ts';
import type { FindBatchers } from './batching/batchers.ts';
import { createCaller, type Cost } from './batching/caller.ts';
import { createLoaders, type Loaders } from './batching/loaders.ts';
import type { Deadline } from './deadline.ts';
import { GatewayError } from './errors.ts';
import { quotaOf } from './idempotency/quota.ts';
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
  /** Counts what is put into the answer. */
  readonly meter: AnswerMeter;
  /** What the request has asked for so far. */
  readonly spent: () => Spent;
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

/** What somebody pays for who asks under a rate. */
interface Spent {
  readonly ids: number;
  /** Calls that bring no ids together: pages, and changes. */
  readonly lone: number;
}

export interface ContextOptions {
  readonly client: KommunicateClient;
  readonly findBatchers: FindBatchers;
  readonly idempotency: IdempotencyStore;
  /** Idempotency keys of one caller and day. Default: as of `quotaOf`. */
  readonly maxIdempotencyKeys?: number | undefined;
  /** Ids in one request at most, repeats included. */
  readonly maxIds: number;
  /** REST calls that one request may start. */
  readonly maxUpstreamCalls: number;
  readonly userMetadataKeys: readonly string[];
  readonly logger: Logger;
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
  options: ContextOptions,
  { principal, deadline, requestId, trace }: RequestFacts,
): GatewayContext {
  const { client, findBatchers, idempotency, maxIds, maxUpstreamCalls, userMetadataKeys, logger } = options;
  const { apiKey, actingUserId = '' } = principal;
  const ids = new Budget('ids', maxIds);
  const calls = new Budget('upstreamCalls', maxUpstreamCalls);
  const caller = createCaller({
    patience: deadline,
    trace,
    beforeCall: () => calls.spend(1),
    beforeRepetition: () => calls.assertNotOverdrawn(),
    payForRefusal: () => calls.overdraw(1),
  });
  let lone = 0;
  const beforeCall = () => {
    caller.beforeCall();
    lone += 1;
  };
  const callOptions = new LoneCall(apiKey, deadline, trace, beforeCall);
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
    spendIds: (count) => ids.spend(count),
    spent: () => ({ ids: maxIds - ids.left, lone }),
    meter: createAnswerMeter(),
    sendOnce: (key, message, send) =>
      key === undefined
        ? send()
        : idempotency.once({
            scope: [apiKey, actingUserId],
            key,
            quota: quotaOf(principal, options.maxIdempotencyKeys),
            payload: message,
            signal: deadline.signal,
            run: send,
          }),
    cost: caller.cost,
  };
}

/** What a call carries that is made for one request alone. Its signal is made where there is such a call. */
class LoneCall implements CallOptions {
  readonly apiKey: string;
  readonly trace: Trace | undefined;
  readonly beforeCall: () => void;
  readonly #deadline: Deadline;

  constructor(apiKey: string, deadline: Deadline, trace: Trace | undefined, beforeCall: () => void) {
    this.apiKey = apiKey;
    this.#deadline = deadline;
    this.trace = trace;
    this.beforeCall = beforeCall;
  }

  get signal(): AbortSignal {
    return this.#deadline.signal;
  }

  readonly remainingMs = (): number => this.#deadline.remainingMs();
}

/** What one request may have of something. Who asks for more gets nothing, and what is left stays for others. */
class Budget {
  readonly #limit: string;
  #left: number;

  constructor(limit: string, budget: number) {
    this.#limit = limit;
    this.#left = budget;
  }

  get left(): number {
    return this.#left;
  }

  spend(amount: number): void {
    if (amount > this.#left) throw new GatewayError('LIMIT_EXCEEDED', { limit: this.#limit });
    this.#left -= amount;
  }

  /** Takes what is due, although there may be nothing left. */
  overdraw(amount: number): void {
    this.#left -= amount;
  }

  assertNotOverdrawn(): void {
    if (this.#left < 0) throw new GatewayError('LIMIT_EXCEEDED', { limit: this.#limit });
  }
}
