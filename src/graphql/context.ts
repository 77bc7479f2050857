import { createResponseBudget, type ResponseBudget } from './response-budget.ts';
import type { GetAccountBatchers } from '../batching/batchers.ts';
import { createLoadScope, type UpstreamUsage } from '../batching/load-scope.ts';
import { createLoaders, type Loaders } from '../batching/loaders.ts';
import type { Deadline } from '../lib/deadline.ts';
import { GatewayError, limitExceeded, type ErrorLimit } from '../errors.ts';
import { quotaOf } from '../idempotency/quota.ts';
import type { IdempotencyStore } from '../idempotency/store.ts';
import type { CallOptions, KommunicateClient, OutgoingMessage } from '../kommunicate/client.ts';
import type { Logger } from '../lib/logger.ts';
import type { Principal } from '../auth/principal.ts';
import type { RateBudget, Used } from './rate-budget.ts';
import type { Trace } from '../lib/trace.ts';

/** What a resolver is given: who is asking, what to load through, and what to change things with. */
export interface GatewayContext {
  readonly principal: Principal;
  readonly loaders: Loaders;
  readonly client: KommunicateClient;
  /** What every call of this request carries. */
  readonly callOptions: CallOptions;
  /**
   * The same for the reads of a page after its first, which have a budget of their own: how many a page takes depends
   * on hidden messages. Beyond it, calls are `LIMIT_EXCEEDED` (`reads`).
   */
  readonly furtherCallOptions: CallOptions;
  /**
   * Counts ids against what one request may ask for.
   * @throws {GatewayError} `LIMIT_EXCEEDED` from the first field that asks for more
   */
  readonly spendIds: (count: number) => void;
  /** Counts what is put into the answer. */
  readonly responseBudget: ResponseBudget;
  /**
   * Reserves the price of ids under the caller's rate, before they are looked up; undefined where there is none. Rejects
   * with `RATE_LIMITED`.
   */
  readonly reserveIds: (count: number) => Promise<void> | undefined;
  /** The same for a page or a mutation. */
  readonly reserveCall: () => Promise<void> | undefined;
  /** Reserves the price of a mutation, and runs it: one that calls nothing and looks nothing up costs nothing. */
  readonly priced: (mutation: () => unknown) => unknown;
  /** What the request has called so far. */
  readonly used: () => Used;
  /** Sends a message at most once under a key of this caller's; without a key, simply sends it. */
  readonly sendOnce: <T>(
    key: string | undefined,
    message: OutgoingMessage,
    send: () => Promise<T>,
  ) => Promise<T>;
  /** Metadata keys that a `USER` may set; `prefix*` for all that begin so. */
  readonly userMetadataKeys: readonly string[];
  /** What the request has cost so far. */
  readonly upstreamUsage: UpstreamUsage;
}

/** Reads of all pages of one request together after the first of each. */
const MOST_FURTHER_READS = 50;

export interface ContextOptions {
  readonly client: KommunicateClient;
  readonly getAccountBatchers: GetAccountBatchers;
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
  /** What it pays under its caller's rate; absent where there is no rate. */
  readonly rate?: RateBudget | undefined;
}

/** Builds the context of one request. */
export function createContext(
  options: ContextOptions,
  { principal, deadline, requestId, trace, rate }: RequestFacts,
): GatewayContext {
  const { client, getAccountBatchers, idempotency, maxIds, maxUpstreamCalls, userMetadataKeys, logger } =
    options;
  const { apiKey, actingUserId = '' } = principal;
  const ids = new Budget('ids', maxIds);
  const calls = new Budget('upstreamCalls', maxUpstreamCalls);
  const caller = createLoadScope({
    cancellation: deadline,
    trace,
    beforeCall: () => calls.spend(1),
    beforeSplitCall: () => calls.assertWithinLimit(),
    chargeForRejectedKey: () => calls.charge(1),
  });
  let lone = 0;
  const beforeCall = () => {
    caller.beforeCall();
    lone += 1;
  };
  const further = new Budget('reads', MOST_FURTHER_READS);
  const beforeFurtherCall = () => {
    further.spend(1);
    caller.usage.calls += 1;
  };
  const callOptions = new UnbatchedCall(principal, deadline, trace, beforeCall);
  const furtherCallOptions = new UnbatchedCall(principal, deadline, trace, beforeFurtherCall);
  const reserveCall = () => rate?.reserveCall();
  const paid = async (mutation: () => unknown) => {
    await reserveCall();
    const [calls, keys] = [lone, caller.usage.keys];
    try {
      return await mutation();
    } finally {
      if (lone === calls && caller.usage.keys > keys) lone += 1;
    }
  };
  const onOrphanedWrite = (cancelReason: Error, failure: unknown) => {
    // One whose time was over has been answered.
    if (cancelReason instanceof GatewayError) return;
    const code = failure instanceof GatewayError ? failure.code : 'INTERNAL_SERVER_ERROR';
    logger.info({ requestId, outcome: failure === undefined ? 'done' : code }, 'a change without its caller');
  };
  return {
    principal,
    client,
    callOptions,
    furtherCallOptions,
    loaders: createLoaders({
      client,
      callOptions,
      furtherCallOptions,
      reserveCall,
      batchers: getAccountBatchers(apiKey),
      scope: caller,
      onOrphanedWrite,
    }),
    userMetadataKeys,
    spendIds: (count) => ids.spend(count),
    reserveIds: (count) => rate?.reserveIds(count),
    reserveCall,
    priced: (mutation) => (rate ? paid(mutation) : mutation()),
    used: () => ({ ids: caller.usage.keys - caller.usage.joined, calls: lone }),
    responseBudget: createResponseBudget(),
    sendOnce: (key, message, send) =>
      key === undefined
        ? send()
        : idempotency.execute({
            // Ids of users and of services are different things, and may be the same text.
            scope: [apiKey, principal.role, actingUserId],
            key,
            quota: quotaOf(principal, options.maxIdempotencyKeys),
            payload: message,
            signal: deadline.signal,
            run: send,
          }),
    upstreamUsage: caller.usage,
  };
}

/** What a call carries that is made for one request alone. Its signal is made where there is such a call. */
class UnbatchedCall implements CallOptions {
  readonly trace: Trace | undefined;
  readonly beforeCall: () => void;
  readonly #principal: Principal;
  readonly #deadline: Deadline;

  constructor(principal: Principal, deadline: Deadline, trace: Trace | undefined, beforeCall: () => void) {
    this.#principal = principal;
    this.#deadline = deadline;
    this.trace = trace;
    this.beforeCall = beforeCall;
  }

  get apiKey(): string {
    return this.#principal.apiKey;
  }

  get callerId(): string {
    return this.#principal.caller.id;
  }

  get signal(): AbortSignal {
    return this.#deadline.signal;
  }

  readonly remainingMs = (): number => this.#deadline.remainingMs();
}

/** What one request may have of something. Who asks for more gets nothing, and what is left stays for others. */
class Budget {
  readonly #limit: ErrorLimit;
  readonly #max: number;
  #left: number;

  constructor(limit: ErrorLimit, budget: number) {
    this.#limit = limit;
    this.#max = budget;
    this.#left = budget;
  }

  spend(amount: number): void {
    if (amount > this.#left) throw limitExceeded(this.#limit, this.#max);
    this.#left -= amount;
  }

  /** Takes what is due, although there may be nothing left. */
  charge(amount: number): void {
    this.#left -= amount;
  }

  assertWithinLimit(): void {
    if (this.#left < 0) throw limitExceeded(this.#limit, this.#max);
  }
}
