import { OTHER, type Metric } from './metric-table.ts';

export type Labels = Readonly<Record<string, string>>;

interface Label {
  readonly name: string;
  /** The values that have series of their own; undefined if all have. */
  readonly values: ReadonlySet<string> | undefined;
}

/** A value of one label, and the values of the next label that were seen with it. */
class Branch<Series> {
  readonly next = new Map<string | undefined, Branch<Series>>();
  series: Series | undefined;
}

/**
 * The series of one metric, found by their labels. A request finds about ten of them, so this is a tree with a level for each
 * label: it creates nothing for a series that exists. A value outside its label's set counts as `_OTHER`.
 */
export class SeriesIndex<Series> {
  #all: Series[] = [];
  readonly #labels: readonly Label[];
  readonly #create: (labels: Labels) => Series;
  #root = new Branch<Series>();

  constructor(labels: NonNullable<Metric['labels']>, create: (labels: Labels) => Series) {
    this.#labels = Object.entries(labels).map(([name, values]) => ({
      name,
      values: values === 'bounded' ? undefined : new Set(values),
    }));
    this.#create = create;
  }

  /** All series, in the order of their first use. */
  get all(): readonly Series[] {
    return this.#all;
  }

  clear(): void {
    this.#all = [];
    this.#root = new Branch();
  }

  /** The series with these labels. Creates it at its first use. */
  find(given: Labels): Series {
    let branch = this.#root;
    for (const label of this.#labels) {
      branch = branch.next.get(given[label.name]) ?? branchFor(branch, boundedValue(label, given));
    }
    return branch.series ?? this.#add(branch, given);
  }

  #add(branch: Branch<Series>, given: Labels): Series {
    const labels = this.#labels.map((label) => [label.name, boundedValue(label, given)] as const);
    const series = this.#create(Object.fromEntries(labels));
    branch.series = series;
    this.#all.push(series);
    return series;
  }
}

function branchFor<Series>({ next }: Branch<Series>, value: string): Branch<Series> {
  const known = next.get(value);
  if (known) return known;
  const created = new Branch<Series>();
  next.set(value, created);
  return created;
}

function boundedValue({ name, values }: Label, given: Labels): string {
  const value = given[name];
  return value !== undefined && (!values || values.has(value)) ? value : OTHER;
}
