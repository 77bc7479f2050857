import type { Principal } from '../auth/principal.ts';
import type { GetAccountBatchers } from '../batching/batchers.ts';
import { createLoadScope, type UpstreamUsage } from '../batching/load-scope.ts';
import { createLoaders, type AffectedIds, type Loaders } from '../batching/loaders.ts';
import { GatewayError } from '../errors.ts';
import { quotaOf } from '../idempotency/quota.ts';
import type { IdempotencyStore } from '../idempotency/store.ts';
import type { CallOptions, KommunicateClient } from '../kommunicate/client.ts';
import type { Deadline } from '../lib/deadline.ts';
import type { Logger } from '../lib/logger.ts';
import type { Trace } from '../lib/trace.ts';

import type { Observer, Span } from '../lib/observer.ts';
import type { Stopwatch } from '../lib/stopwatch.ts';
import { Budget } from './budget.ts';
import type { RateBudget, RateUsage } from './rate-budget.ts';
import { createResponseBudget, type ResponseBudget } from './response-budget.ts';
import { UnbatchedCall } from './unbatched-call.ts';

export type { UpstreamUsage };

/** What resolvers get: the caller, the loaders for reads, the client for writes, and the budgets of the request. */
export interface GatewayContext {
  readonly principal: Principal;
  readonly loaders: Loaders;
  readonly client: KommunicateClient;
  /** Options of every REST call that the request makes for itself alone. */
  readonly callOptions: CallOptions;
  /**
   * The same for the reads of a page after its first. They have a separate budget (`MAX_FURTHER_READS`), because
   * their number depends on hidden messages. Beyond it, a call fails with `LIMIT_EXCEEDED` (`reads`).
   */
  readonly furtherCallOptions: CallOptions;
  /**
   * Counts ids against the limit of one request.
   * @throws {GatewayError} `LIMIT_EXCEEDED` (`ids`) if the request would have more
   */
  readonly spendIds: (count: number) => void;
  /** Counts the values of the response. */
  readonly responseBudget: ResponseBudget;
  /**
   * Reserves rate points for ids before they are looked up. Returns undefined if there is nothing to reserve. Rejects with
   * `RATE_LIMITED`, or with `LIMIT_EXCEEDED` (`rate`).
   */
  readonly reserveIds: (count: number) => Promise<void> | undefined;
  /** Reserves rate points for a page or a mutation, as `reserveIds` does for ids. */
  readonly reserveCall: () => Promise<void> | undefined;
  /**
   * Reserves rate points for a mutation, then runs it. A mutation that makes no REST call and looks up no key gets its
   * points back.
   */
  readonly runPriced: (mutation: () => unknown) => unknown;
  /** What the request has used so far, as its rate budget counts it. */
  readonly used: () => RateUsage;
  /**
   * Sends a message, or creates a conversation, at most once for each idempotency key of the caller.
   * @param key without one, the payload is simply sent
   */
  readonly sendOnce: <T>(key: string | undefined, payload: object, send: () => Promise<T>) => Promise<T>;
  /** Metadata keys that a `USER` may set. An entry `prefix*` allows every key that starts with `prefix`. */
  readonly userMetadataKeys: readonly string[];
  /** What the request has cost the REST API so far. */
  readonly upstreamUsage: UpstreamUsage;
}

/** Maximum number of reads after the first of each page, for all pages of one request together. */
const MAX_FURTHER_READS = 50;

export interface ContextOptions {
  readonly client: KommunicateClient;
  readonly getAccountBatchers: GetAccountBatchers;
  readonly idempotency: IdempotencyStore;
  /** Maximum number of idempotency keys of one caller in a day. Default: by role, from `quotaOf`. */
  readonly maxIdempotencyKeys?: number | undefined;
  /** Maximum number of ids in one request, also repeated ones. Beyond it, a field fails with `LIMIT_EXCEEDED` (`ids`). */
  readonly maxIds: number;
  /** Maximum number of REST calls of one request. Beyond it, a field fails with `LIMIT_EXCEEDED` (`upstreamCalls`). */
  readonly maxUpstreamCalls: number;
  readonly userMetadataKeys: readonly string[];
  /** Called after each write of a request, whatever its outcome. Default: none. */
  readonly onWritten?: (apiKey: string, affected: AffectedIds, result: unknown) => void;
  readonly logger: Logger;
  /** Hears of the attempts of REST calls. Default: nothing does. */
  readonly observer?: Observer | undefined;
}

/** What the gateway knows about a request before the execution. */
interface RequestFacts {
  readonly principal: Principal;
  readonly deadline: Deadline;
  readonly requestId: string | undefined;
  readonly trace: Trace | undefined;
  /** Absent if callers have no rate limit. */
  readonly rate?: RateBudget | undefined;
  /** The span of the execution. Absent if it is not recorded. */
  readonly span?: Span | undefined;
  /** Measures the time in which the request waits for other systems. Default: nothing does. */
  readonly stopwatch?: Stopwatch | undefined;
}

/** Creates the context of one request. */
export function createContext(
  options: ContextOptions,
  { principal, deadline, requestId, trace, rate, span, stopwatch }: RequestFacts,
): GatewayContext {
  const { client, getAccountBatchers, idempotency, maxIds, maxUpstreamCalls, userMetadataKeys, logger } =
    options;
  const { apiKey, actingUserId = '' } = principal;
  const ids = new Budget('ids', maxIds);
  const calls = new Budget('upstreamCalls', maxUpstreamCalls);
  const furtherReads = new Budget('reads', MAX_FURTHER_READS);
  const scope = createLoadScope({
    cancellation: deadline,
    trace,
    span,
    stopwatch,
    beforeCall: () => calls.spend(1),
    beforeSplitCall: () => calls.assertWithinLimit(),
    chargeForRejectedKey: () => calls.charge(1),
  });
  const { usage } = scope;
  let unbatchedCalls = 0;
  const callFacts = { principal, deadline, trace, observer: options.observer, span, stopwatch };
  const callOptions = new UnbatchedCall(callFacts, () => {
    scope.beforeCall();
    unbatchedCalls += 1;
  });
  const furtherCallOptions = new UnbatchedCall(callFacts, () => {
    furtherReads.spend(1);
    usage.calls += 1;
  });

  const reserveCall = () => rate?.reserveCall();
  const runPriced = async (mutation: () => unknown) => {
    await reserveCall();
    const before = { calls: unbatchedCalls, keys: usage.keys };
    try {
      return await mutation();
    } finally {
      // A mutation that only looked up keys costs as much as one call.
      if (unbatchedCalls === before.calls && usage.keys > before.keys) unbatchedCalls += 1;
    }
  };

  const onOrphanedWrite = (cancelReason: Error, failure: unknown) => {
    // After a deadline, the response still reports the write. After a disconnection, only the log does.
    if (cancelReason instanceof GatewayError) return;
    // Marking as read is cancelled as a read is: nothing is known to have ended.
    if (failure === cancelReason) return;
    const code = failure instanceof GatewayError ? failure.code : 'INTERNAL_SERVER_ERROR';
    logger.info(
      { requestId, outcome: failure === undefined ? 'done' : code },
      'a write ended after its client disconnected',
    );
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
      scope,
      onOrphanedWrite,
      onWritten: (affected, result) => options.onWritten?.(apiKey, affected, result),
    }),
    userMetadataKeys,
    spendIds: (count) => ids.spend(count),
    reserveIds: (count) => rate?.reserveIds(count),
    reserveCall,
    runPriced: (mutation) => (rate ? runPriced(mutation) : mutation()),
    used: () => ({ ids: usage.keys - usage.joined, calls: unbatchedCalls }),
    responseBudget: createResponseBudget(),
    sendOnce: (key, payload, send) =>
      key === undefined
        ? send()
        : measured(stopwatch, () =>
            idempotency.execute({
              // The role is part of the scope, because a user and a service may have the same id.
              scope: [apiKey, principal.role, actingUserId],
              key,
              quota: quotaOf(principal, options.maxIdempotencyKeys),
              payload,
              signal: deadline.signal,
              run: send,
            }),
          ),
    upstreamUsage: usage,
  };
}

/** The store of the keys may be Redis. */
async function measured<T>(stopwatch: Stopwatch | undefined, run: () => Promise<T>): Promise<T> {
  stopwatch?.begin();
  try {
    return await run();
  } finally {
    stopwatch?.end();
  }
}
