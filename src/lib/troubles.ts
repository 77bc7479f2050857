import { toDateTime } from './date-time.ts';

/** A dependency that is not healthy, such as `upstream` or `redis`, and since when. */
export interface Trouble {
  readonly name: string;
  /** UTC as RFC 3339. */
  readonly since: string;
}

/** Returns the troubles of the moment. Each has the time at which it was first found. */
export type FindTroubles = () => readonly Trouble[];

/**
 * @param checks whether each dependency is in trouble
 * @param now milliseconds since 1970. Default `Date.now`
 */
export function createTroubles(
  checks: Readonly<Record<string, () => boolean>>,
  now: () => number = Date.now,
): FindTroubles {
  const since = new Map<string, string>();
  return () => {
    for (const [name, isInTrouble] of Object.entries(checks)) {
      if (!isInTrouble()) since.delete(name);
      else if (!since.has(name)) since.set(name, toDateTime(now()));
    }
    return [...since].map(([name, time]) => ({ name, since: time }));
  };
}
