import type { Lookup } from './lookup.ts';

/** Number of entries that are not worth a new map. */
const MIN_ENDED = 64;

/**
 * For each key, the lookup that a new load may share.
 *
 * An entry that ends is marked, not deleted. A `Map` whose entries come and go is copied to a new table again and again, and
 * V8 links each old table to the new one. Once an old table is in the old generation, the collector of the young generation
 * keeps all later tables alive, with everything that they have ever held: 9 MiB of garbage in each collection of W2
 * (docs/performance.md). A map that is replaced as a whole has no such link.
 */
export class SharedLookups<V> {
  #byKey = new Map<string, Lookup<V>>();
  #ended = 0;

  get(key: string): Lookup<V> | undefined {
    const lookup = this.#byKey.get(key);
    return lookup?.isShared ? lookup : undefined;
  }

  /** Replaces the lookup of the same key, which is not shared any more. */
  set(lookup: Lookup<V>): void {
    const previous = this.#byKey.get(lookup.key);
    if (previous && !previous.isShared) this.#ended -= 1;
    if (previous) previous.isShared = false;
    lookup.isShared = true;
    this.#byKey.set(lookup.key, lookup);
  }

  /** Has no effect on a lookup that is not shared. */
  end(lookup: Lookup<V>): void {
    if (!lookup.isShared) return;
    lookup.isShared = false;
    this.#ended += 1;
    if (this.#ended >= MIN_ENDED && this.#ended > this.#byKey.size / 2) this.#dropEnded();
  }

  #dropEnded(): void {
    const byKey = new Map<string, Lookup<V>>();
    for (const [key, lookup] of this.#byKey) if (lookup.isShared) byKey.set(key, lookup);
    this.#byKey = byKey;
    this.#ended = 0;
  }
}
