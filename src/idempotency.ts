import { createHash } from 'node:crypto';
import { GatewayError } from './errors.ts';

/** Does what a key stands for at most once. */
export interface IdempotencyStore {
  /**
   * Runs `work` unless that has been done under this key: then what came of it comes again, also that nobody knows
   * what came of it. Work that certainly did nothing does not use the key up. Who comes while the first is at work
   * gets what it gets.
   * @param payload what the work does, as JSON: under one key it is always the same
   * @throws {GatewayError} `IDEMPOTENCY_KEY_REUSED` for another payload; `OVERLOADED` where no more keys can be
   *   remembered; what `work` throws
   */
  once<T>(scope: readonly string[], key: string, payload: object, work: () => Promise<T>): Promise<T>;
}

export interface IdempotencyOptions {
  /** How long a key is remembered, in milliseconds. Default a day. */
  readonly keepMs?: number;
  /** Keys that are remembered at most. When there are so many, new ones are refused. Default 100000. */
  readonly maxKeys?: number;
  /** Milliseconds. Default `Date.now`. */
  readonly now?: () => number;
}

interface Entry {
  readonly payload: string;
  readonly until: number;
  readonly outcome: Promise<unknown>;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Keys in this process's memory: they are gone with it, and other processes do not know them. */
export function createIdempotencyMemory(options: IdempotencyOptions = {}): IdempotencyStore {
  const { keepMs = DAY_MS, maxKeys = 100_000, now = Date.now } = options;
  /** In the order in which they were first used, and so in that in which they are forgotten. */
  const entries = new Map<string, Entry>();

  function forgetOld(): void {
    for (const [name, { until }] of entries) {
      if (until > now()) return;
      entries.delete(name);
    }
  }

  return {
    async once<T>(
      scope: readonly string[],
      key: string,
      payload: object,
      work: () => Promise<T>,
    ): Promise<T> {
      forgetOld();
      const name = digest([...scope, key]);
      const print = digest(payload);
      const known = entries.get(name);
      if (known) {
        if (known.payload !== print) throw new GatewayError('IDEMPOTENCY_KEY_REUSED');
        return known.outcome as Promise<T>;
      }
      if (entries.size >= maxKeys) throw new GatewayError('OVERLOADED');
      const outcome = work();
      const entry = { payload: print, until: now() + keepMs, outcome };
      entries.set(name, entry);
      try {
        return await outcome;
      } catch (error) {
        if (!isUnknown(error) && entries.get(name) === entry) entries.delete(name);
        throw error;
      }
    },
  };
}

/** Whether the work may have been done: not to know is an outcome, and is not tried a second time. */
function isUnknown(error: unknown): boolean {
  return !(error instanceof GatewayError) || error.code === 'UPSTREAM_OUTCOME_UNKNOWN';
}

/** What stands for a value: the same whatever the order of its keys. Keys and messages themselves are not kept. */
function digest(value: unknown): string {
  const text = JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
  return createHash('sha256').update(text).digest('base64url');
}
