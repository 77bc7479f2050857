import type { StreamEntry, Streams } from '../lib/redis-streams.ts';

/*
 * A position in a stream is the id of an entry in it. Redis removes the oldest entries first. So while the entry of the
 * position exists, nothing after it was removed.
 */

/** Streams without new entries are deleted after this time, in milliseconds. */
export const STREAM_TTL_MS = 3_600_000;
/** About how many entries a stream keeps. */
export const STREAM_LENGTH = 10_000;
/** Maximum number of entries that are read again when an account is watched. */
const MAX_RECENT = 1000;
/** Entries before the start of a watch that are read too, in milliseconds. The clocks run at different speeds. */
const SLACK_MS = 100;

/*
 * KEYS: stream. ARGV: position or '', since when a new watch wants entries, time to live, maximum number of them.
 * Returns whether the position exists, the position to read from, and for a new watch the entries since then.
 */
const SYNC = `
  redis.call('pexpire', KEYS[1], ARGV[3])
  if ARGV[1] ~= '' and #redis.call('xrange', KEYS[1], ARGV[1], ARGV[1]) == 1 then
    return {1, ARGV[1], {}}
  end
  local newest = redis.call('xrevrange', KEYS[1], '+', '-', 'COUNT', 1)[1]
  if not newest then
    local id = redis.call('xadd', KEYS[1], '*', 'i', '')
    redis.call('pexpire', KEYS[1], ARGV[3])
    return {0, id, {}}
  end
  if ARGV[1] ~= '' then return {0, newest[1], {}} end
  return {0, newest[1], redis.call('xrange', KEYS[1], ARGV[2], '+', 'COUNT', ARGV[4])}
`;

/** The clock of Redis in milliseconds, minus \`performance.now()\`; or less, by the time that the question took. */
export async function clockOffset(streams: Streams): Promise<number> {
  const reply = await streams.evaluate("return redis.call('time')", { keys: [], arguments: [] });
  const [seconds, microseconds] = reply as readonly [string, string];
  return Number(seconds) * 1000 + Number(microseconds) / 1000 - performance.now();
}

export interface Synced {
  /** Whether the old position exists, so that nothing after it was removed. */
  readonly isKept: boolean;
  /** The position to read from. */
  readonly position: string;
  /** For a new watch: the entries up to `position` that were written since it began. */
  readonly recent: readonly StreamEntry[];
  /** Whether there were more recent entries. */
  readonly hasMore: boolean;
}

/**
 * Checks a position, or finds the first position of a new watch.
 * @param position undefined for a new watch
 * @param since when a new watch began, by the clock of Redis in milliseconds
 */
export async function syncPosition(
  streams: Streams,
  stream: string,
  position: string | undefined,
  since: number,
): Promise<Synced> {
  const from = Math.max(0, Math.floor(since) - SLACK_MS);
  const args = [position ?? '', String(from), String(STREAM_TTL_MS), String(MAX_RECENT)];
  const reply = await streams.evaluate(SYNC, { keys: [stream], arguments: args });
  const [kept, next, entries] = reply as readonly [number, string, readonly RawEntry[]];
  const recent = entries.map(([id, values]) => ({ id, fields: fieldsOf(values) }));
  return { isKept: kept === 1, position: next, recent, hasMore: recent.length >= MAX_RECENT };
}

/** An entry as a script returns it: its id, then names and values in turn. */
type RawEntry = readonly [id: string, values: readonly string[]];

function fieldsOf(values: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let index = 0; index + 1 < values.length; index += 2) {
    fields[values[index] as string] = values[index + 1] as string;
  }
  return fields;
}
