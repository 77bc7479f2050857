import type { GetAccountBatchers } from '../batching/batchers.ts';
import { GatewayError } from '../errors.ts';
import type { KommunicateClient } from '../kommunicate/client.ts';
import type { Observer, Tracer } from '../lib/observer.ts';
import { hashKey } from '../lib/keyed-hash.ts';
import { LiveAccount } from './account.ts';
import { createFanOut, type FanOut } from './fan-out.ts';
import type { Hint, HintChannel } from './hint.ts';
import { createReadSlots } from './read-slots.ts';
import type { Subscriber } from './subscriber.ts';
import { systemTimers, type Timers } from './timers.ts';

/*
 * The live graph: how events reach subscribers.
 *
 * 1. A hint says that a conversation or user may have news: an own mutation, a webhook, another instance, or the poll.
 *    Hints have ids only. What a webhook says is never passed on.
 * 2. `account.ts` gives the hint to what watches the conversation: its `tail.ts`, the `inbox-watch.ts`, `user-watch.ts`.
 *    Each reads the REST API once, whatever the number of subscribers, and compares with what it knows.
 * 3. `conversation-audience.ts` and `latest-audience.ts` execute the document once for all subscribers with equal results,
 *    and write one text to all of them. Access rules run for each event.
 * 4. `transport/` frames the text for each kind of client, and bounds what waits for slow readers.
 *
 * `event-position.ts` has the cursors, from which a client resumes on any instance.
 */

export interface LiveOptions {
  readonly client: KommunicateClient;
  readonly getAccountBatchers: GetAccountBatchers;
  /** How often the REST API is polled while there are subscribers, in milliseconds; 0 never. */
  readonly pollMs: number;
  /** Maximum number of open subscriptions; 0 allows none. */
  readonly maxSubscriptions: number;
  /** Time for one read with its retries, in milliseconds. */
  readonly readTimeoutMs: number;
  /** Passes hints of this process on to other instances. Default: there are none. */
  readonly channel?: HintChannel | undefined;
  /** Hears of calls and of what they found. Default: nothing does. */
  readonly observer?: Observer | undefined;
  /** Records reads. Default: nothing does. */
  readonly tracer?: Tracer | undefined;
  readonly timers?: Timers | undefined;
  /** A random number from 0 to 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** A stream that counts against the limits until it is closed. */
export interface OpenStream {
  readonly subscriber: Subscriber;
  /** When the stream ends, by `timers.now`. */
  readonly endsAt: number;
  /** Why it ends then. */
  readonly endReason: () => GatewayError;
}

export interface Live {
  readonly fanOut: FanOut;
  readonly timers: Timers;
  /** The account that an Api-Key opens. It is forgotten when nothing of it is watched. */
  account(apiKey: string): LiveAccount;
  /** Tells subscribers of all instances that there may be news. */
  hint(apiKey: string, hint: Hint): void;
  /** @throws {GatewayError} `OVERLOADED` if there are too many streams, or if the process is shutting down */
  checkRoom(): void;
  /** Counts a stream, and ends it in time. */
  add(stream: OpenStream): void;
  remove(stream: OpenStream): void;
  /** Ends all streams, spread over a moment so that clients do not reconnect at once. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** How long a membership may go unchecked. */
const MEMBERSHIP_CHECK_MS = 60_000;
/** How often the ends of streams are checked. */
const SWEEP_MS = 1000;
/** The time over which the streams of a closing process end. */
const DRAIN_SPREAD_MS = 2000;
/** The time over which everything is read again after hints were lost. */
const GAP_SPREAD_MS = 2000;
/** Reads of the live graph at the same time. Queries go first. */
const MAX_READS = 8;

export function createLive(options: LiveOptions): Live {
  const { client, getAccountBatchers, pollMs, maxSubscriptions, readTimeoutMs, channel } = options;
  const { timers = systemTimers, random = Math.random } = options;
  const accounts = new Map<string, WatchedAccount>();
  const streams = new Set<OpenStream>();
  const runRead = createReadSlots(MAX_READS);
  let isDraining = false;
  let stopSweep: (() => void) | undefined;

  const watch = (apiKey: string, name: string): WatchedAccount => {
    const account = new LiveAccount({
      client,
      apiKey,
      batchers: getAccountBatchers(apiKey),
      runRead,
      timers,
      readTimeoutMs,
      observer: options.observer,
      tracer: options.tracer,
      onIdle: () => {
        if (accounts.get(name) !== watched) return;
        accounts.delete(name);
        watched.stop();
      },
    });
    const stopPoll = pollMs > 0 ? timers.every(pollMs, () => void account.poll()) : undefined;
    const stopMembership =
      pollMs === 0 || pollMs > MEMBERSHIP_CHECK_MS
        ? timers.every(MEMBERSHIP_CHECK_MS, () => void account.checkMemberships())
        : undefined;
    // Several gaps before the reads have begun are one.
    let isReadingAll = false;
    const stopChannel = channel?.watch(apiKey, {
      onHint: (hint) => account.hint(hint),
      onGap() {
        if (isReadingAll) return;
        isReadingAll = true;
        timers.after(random() * GAP_SPREAD_MS, () => {
          isReadingAll = false;
          account.readAll();
        });
      },
    });
    const watched: WatchedAccount = {
      account,
      stop: () => {
        stopPoll?.();
        stopMembership?.();
        stopChannel?.();
      },
    };
    return watched;
  };

  const sweep = () => {
    const now = timers.now();
    for (const stream of streams) if (stream.endsAt <= now) stream.subscriber.end(stream.endReason());
  };

  return {
    fanOut: createFanOut(),
    timers,
    account(apiKey) {
      const name = hashKey(apiKey);
      const known = accounts.get(name);
      if (known) return known.account;
      const watched = watch(apiKey, name);
      accounts.set(name, watched);
      return watched.account;
    },
    hint(apiKey, hint) {
      accounts.get(hashKey(apiKey))?.account.hint(hint);
      channel?.publish(apiKey, hint);
    },
    checkRoom() {
      if (isDraining) throw unavailable();
      if (streams.size >= maxSubscriptions) throw unavailable('subscriptions');
    },
    add(stream) {
      streams.add(stream);
      stopSweep ??= timers.every(SWEEP_MS, sweep);
    },
    remove(stream) {
      if (!streams.delete(stream) || streams.size > 0) return;
      stopSweep?.();
      stopSweep = undefined;
    },
    async drain() {
      isDraining = true;
      await Promise.all(
        [...streams].map(
          ({ subscriber }) =>
            new Promise<void>((resolve) => {
              timers.after(random() * DRAIN_SPREAD_MS, () => {
                subscriber.end(new GatewayError('SUBSCRIPTION_ENDED', { reason: 'draining' }));
                resolve();
              });
            }),
        ),
      );
    },
    async close() {
      for (const { stop } of accounts.values()) stop();
      accounts.clear();
      stopSweep?.();
      await channel?.close();
    },
  };
}

interface WatchedAccount {
  readonly account: LiveAccount;
  readonly stop: () => void;
}

/** Time after which a rejected client should try again. */
const RETRY_AFTER_S = 5;

function unavailable(reason?: 'subscriptions'): GatewayError {
  return new GatewayError('OVERLOADED', {
    reason,
    retryAfterMs: RETRY_AFTER_S * 1000,
    http: { status: 503, headers: { 'Retry-After': String(RETRY_AFTER_S) } },
  });
}
