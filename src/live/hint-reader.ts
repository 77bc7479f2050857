import type { Logger } from '../lib/logger.ts';
import type { StreamEntry, Streams } from '../lib/redis-streams.ts';
import { reasonOf, type Redis } from '../lib/redis.ts';
import { readEntry, streamOf, wakeStreamOf } from './hint-entries.ts';
import type { HintListener } from './hint.ts';
import { clockOffset, syncPosition } from './hint-position.ts';

export interface HintReaderOptions {
  readonly redis: Redis;
  readonly instanceId: string;
  readonly logger: Logger;
  /** How long a read waits for an entry, and how often positions are checked without one, in milliseconds. */
  readonly waitMs: number;
}

export interface HintReader {
  /** @returns a function that stops watching */
  watch(apiKey: string, listener: HintListener): () => void;
  close(): void;
}

/** An account with listeners. */
interface Watched {
  readonly stream: string;
  readonly since: number;
  readonly listeners: Set<HintListener>;
  /** The id of the latest entry that was read. Undefined until the first position is known. */
  position: string | undefined;
  /** An earlier position. If its entry is gone, entries after it may have been removed before they were read. */
  unchecked: string | undefined;
  mayHaveMissed: boolean;
}

/** Maximum number of entries of an account in one read. */
const MAX_ENTRIES = 1000;
/** The pause after a command that Redis rejected, in milliseconds. */
const RETRY_MS = 1000;
/** An entry that interrupts a read is of no use later. */
const WAKE_LIMITS = { maxLength: 1, ttlMs: 60_000 };

/**
 * Reads the streams of all watched accounts with one waiting read, on a connection of its own:
 *
 * 1. A new account gets a position, and the entries since its watch began. Other positions are checked after each read
 *    with entries, after each reconnection, and every `waitMs`.
 * 2. If the entry of a position is gone, or Redis has restarted, the listeners hear of a gap.
 * 3. A read then waits for entries after all positions. A new account interrupts it by an entry in the wake stream.
 *
 * Without accounts there is no read, and after `waitMs` no connection.
 */
export function createHintReader({ redis, instanceId, logger, waitMs }: HintReaderOptions): HintReader {
  const accounts = new Map<string, Watched>();
  const wakeStream = wakeStreamOf(instanceId);
  let wakePosition = '0-0';
  let streams: Streams | undefined;
  let runId: string | undefined;
  let isNewConnection = true;
  let isRunning = false;
  /** Whether a read waits that nothing has interrupted yet. */
  let isWaiting = false;
  let isRefused = false;
  let isClosed = false;
  let gaps = 0;
  let checkedAt = 0;

  function connect(): Streams {
    const own: Streams = redis.openStreams({
      waitMs,
      onReady() {
        if (streams !== own) return;
        isNewConnection = true;
        checkAll();
        void run(own);
      },
      onLost() {
        if (streams !== own) return;
        if (accounts.size === 0 && !isRunning) disconnect();
        for (const account of accounts.values()) account.mayHaveMissed ||= account.position === undefined;
      },
    });
    return own;
  }

  function disconnect() {
    streams?.close();
    streams = undefined;
  }

  function checkAll() {
    for (const account of accounts.values()) account.unchecked ??= account.position;
    checkedAt = performance.now();
  }

  async function run(own: Streams): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    const isUsable = () => streams === own && own.isReady();
    while (isUsable() && accounts.size > 0) {
      try {
        await step(own);
        if (isRefused) logger.info({}, 'hints of other instances are read again');
        isRefused = false;
      } catch (error) {
        // A lost connection runs again when it is ready.
        if (!isUsable()) break;
        if (!isRefused) logger.warn({ reason: reasonOf(error) }, 'cannot read hints of other instances');
        isRefused = true;
        for (const account of accounts.values()) account.mayHaveMissed ||= account.position === undefined;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
    isRunning = false;
    if (streams === own && accounts.size === 0) disconnect();
  }

  async function step(own: Streams): Promise<void> {
    if (isNewConnection) await compareRunId(own);
    const due = [...accounts.values()].filter(
      ({ position, unchecked }) => position === undefined || unchecked !== undefined,
    );
    const hasNew = due.some(({ position }) => position === undefined);
    const offset = hasNew ? await clockOffset(own) : 0;
    await Promise.all(due.map((account) => sync(own, account, offset)));
    if (gaps > 0) logger.info({ accounts: gaps }, 'hints of other instances may have been lost');
    gaps = 0;
    // An account that was watched during the check has no position yet.
    if ([...accounts.values()].every(({ position }) => position !== undefined)) await read(own);
    if (performance.now() - checkedAt >= waitMs) checkAll();
  }

  /** A Redis that restarts may have lost entries which other instances had written. */
  async function compareRunId(own: Streams): Promise<void> {
    const current = await own.runId().catch((error: unknown) => {
      if (!own.isReady()) throw error;
      return undefined;
    });
    isNewConnection = false;
    const isSame = current !== undefined && current === runId;
    runId = current;
    if (isSame) return;
    for (const account of accounts.values()) account.mayHaveMissed ||= account.position !== undefined;
  }

  async function sync(own: Streams, account: Watched, offset: number): Promise<void> {
    const { stream, unchecked, since } = account;
    const isNew = account.position === undefined;
    const synced = await syncPosition(own, stream, unchecked, since + offset);
    if (isNew || !synced.isKept) account.position = synced.position;
    account.unchecked = undefined;
    const hasGap = account.mayHaveMissed || (isNew ? synced.hasMore : !synced.isKept);
    account.mayHaveMissed = false;
    deliver(account, synced.recent, hasGap);
  }

  async function read(own: Streams): Promise<void> {
    const after = new Map([[wakeStream, wakePosition]]);
    const reading = [...accounts.values()];
    for (const { stream, position } of reading) if (position !== undefined) after.set(stream, position);
    isWaiting = true;
    const entries = await own.read(after, MAX_ENTRIES).finally(() => (isWaiting = false));
    wakePosition = entries.get(wakeStream)?.at(-1)?.id ?? wakePosition;
    for (const account of reading) {
      const news = entries.get(account.stream) ?? [];
      const latest = news.at(-1);
      if (latest === undefined) continue;
      account.unchecked ??= account.position;
      account.position = latest.id;
      deliver(account, news, false);
    }
  }

  function deliver({ listeners }: Watched, entries: readonly StreamEntry[], isGap: boolean) {
    const news = entries.map((entry) => readEntry(entry, instanceId));
    const hasGap = isGap || news.some((item) => item?.kind === 'gap');
    if (hasGap && listeners.size > 0) gaps += 1;
    for (const listener of listeners) {
      for (const item of news) if (item?.kind === 'hint') listener.onHint(item.hint);
      if (hasGap) listener.onGap();
    }
  }

  function add(stream: string): Watched {
    const account: Watched = {
      stream,
      since: performance.now(),
      listeners: new Set(),
      position: undefined,
      unchecked: undefined,
      mayHaveMissed: false,
    };
    accounts.set(stream, account);
    streams ??= connect();
    if (streams.isReady()) void run(streams);
    if (isWaiting) {
      isWaiting = false;
      redis.append(wakeStream, { i: instanceId }, WAKE_LIMITS).catch(() => undefined);
    }
    return account;
  }

  return {
    watch(apiKey, listener) {
      if (isClosed) return () => undefined;
      const stream = streamOf(apiKey);
      const account = accounts.get(stream) ?? add(stream);
      let isStopped = false;
      const own: HintListener = {
        onHint: (hint) => void (isStopped || listener.onHint(hint)),
        onGap: () => void (isStopped || listener.onGap()),
      };
      account.listeners.add(own);
      return () => {
        isStopped = true;
        account.listeners.delete(own);
        if (account.listeners.size > 0 || accounts.get(stream) !== account) return;
        // The connection is closed when it is ready or lost: the account may be watched again at once.
        accounts.delete(stream);
      };
    },
    close() {
      isClosed = true;
      accounts.clear();
      disconnect();
    },
  };
}
