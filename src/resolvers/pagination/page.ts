import type { Position } from './position.ts';

/*
 * What a connection returns. A cursor is an encryption, so it is made when a query first selects it, and kept: a query may
 * select it under a hundred aliases. The getters belong to classes, because V8 gives each object with a getter of its own a
 * new hidden class, which costs more than the rest of the page.
 */

export interface Page<T> {
  readonly edges: Edge<T>[];
  readonly nodes: T[];
  readonly pageInfo: PageInfo;
}

interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** An item of a list, and the position after it. */
export interface Found<T> {
  readonly node: T;
  readonly position: Position;
}

interface PageFacts<T> {
  /** The items on the page. */
  readonly shown: readonly Found<T>[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Makes the cursor after an item. */
  readonly cursorAfter: (item: Found<T>) => string;
  /** Makes the cursor that the next page starts after; null if there is none. */
  readonly endCursor: () => string | null;
}

export function createPage<T>(facts: PageFacts<T>): Page<T> {
  return new LazyPage(facts);
}

class LazyPage<T> implements Page<T> {
  readonly nodes: T[];
  readonly pageInfo: PageInfo;
  readonly #facts: PageFacts<T>;
  #edges: Edge<T>[] | undefined;

  constructor(facts: PageFacts<T>) {
    this.nodes = facts.shown.map(({ node }) => node);
    this.pageInfo = new LazyPageInfo(facts);
    this.#facts = facts;
  }

  get edges(): Edge<T>[] {
    const { shown, cursorAfter } = this.#facts;
    return (this.#edges ??= shown.map((item) => new LazyEdge(item, cursorAfter)));
  }
}

class LazyEdge<T> implements Edge<T> {
  readonly node: T;
  readonly #item: Found<T>;
  readonly #cursorAfter: (item: Found<T>) => string;
  #cursor: string | undefined;

  constructor(item: Found<T>, cursorAfter: (item: Found<T>) => string) {
    this.node = item.node;
    this.#item = item;
    this.#cursorAfter = cursorAfter;
  }

  get cursor(): string {
    return (this.#cursor ??= this.#cursorAfter(this.#item));
  }
}

class LazyPageInfo<T> implements PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly #facts: PageFacts<T>;
  #startCursor: string | null | undefined;
  #endCursor: string | null | undefined;

  constructor(facts: PageFacts<T>) {
    this.hasNextPage = facts.hasNextPage;
    this.hasPreviousPage = facts.hasPreviousPage;
    this.#facts = facts;
  }

  get startCursor(): string | null {
    const { shown, cursorAfter } = this.#facts;
    if (this.#startCursor === undefined) this.#startCursor = shown[0] ? cursorAfter(shown[0]) : null;
    return this.#startCursor;
  }

  get endCursor(): string | null {
    if (this.#endCursor === undefined) this.#endCursor = this.#facts.endCursor();
    return this.#endCursor;
  }
}
