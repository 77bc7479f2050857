/* The types of Redis streams. `redis.ts` has the commands. */

export interface StreamLimits {
  /** About how many entries the stream keeps. Redis removes the oldest in groups of a hundred or so. */
  readonly maxLength: number;
  /** How long the stream exists after its latest entry, in milliseconds. */
  readonly ttlMs: number;
}

export interface StreamOptions {
  /** How long a read waits for an entry, in milliseconds. */
  readonly waitMs: number;
  /** Called each time the connection can be used, the first time too. */
  readonly onReady: () => void;
  /** Called each time the connection is lost, or could not be made. */
  readonly onLost: () => void;
}

/** An entry of a stream. Ids are ordered, and are never used twice while the stream exists. */
export interface StreamEntry {
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** A connection that waits for entries of streams. Its commands reject if the connection is lost. */
export interface Streams {
  /**
   * Reads the entries after an id of each stream. Waits for the first of them, at most `waitMs`.
   * @param after the id for each stream, by its name
   * @param maxEntries of each stream
   * @returns the streams with new entries, by their names
   */
  read(
    after: ReadonlyMap<string, string>,
    maxEntries: number,
  ): Promise<ReadonlyMap<string, readonly StreamEntry[]>>;
  evaluate(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** An id that Redis has until it restarts. Undefined if Redis does not tell it. */
  runId(): Promise<string | undefined>;
  isReady(): boolean;
  close(): void;
}
