import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import {
  buildSchema,
  execute,
  getIntrospectionQuery,
  getNamedType,
  getOperationAST,
  isCompositeType,
  isLeafType,
  isObjectType,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLCompositeType,
  type GraphQLFieldResolver,
  type OperationDefinitionNode,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../bench/lib/random.ts';
import { executePlan } from '../../src/graphql/execution/executor.ts';
import type { OperationPlan } from '../../src/graphql/execution/plan.ts';
import { createPlan } from '../../src/graphql/execution/planner.ts';
import { createPlanCache } from '../../src/graphql/execution/plan-cache.ts';

/** Nullable and non-null fields of every kind, and lists of them. `resolve` decides on their values. */
const SDL = `
  type Query { ${fields()} }
  type One implements Thing { ${fields()} }
  type Other implements Thing { ${fields()} }
  interface Thing { ${fields()} }
  union Any = One | Other
`;

function fields(): string {
  const kinds = ['String', 'One', 'Thing', 'Any'];
  const types = kinds.flatMap((kind) => [
    kind,
    `${kind}!`,
    `[${kind}]`,
    `[${kind}!]`,
    `[${kind}!]!`,
    `[[${kind}]]`,
  ]);
  return types.map((type, index) => `f${index}(n: Int = 1, s: String): ${type}`).join(' ');
}

interface Source {
  readonly id: string;
  readonly kind: string;
}

/** The seed of all values, and a record of the resolvers that ran. */
interface Scenario {
  readonly seed: number;
  readonly resolved: string[];
}

/** Resolves a field to a value, null or an error, now or later. The seed and the position of the field decide which. */
const resolve: GraphQLFieldResolver<unknown, Scenario> = (
  source,
  args,
  { seed, resolved },
  { fieldName, returnType },
) => {
  const { id } = (source ?? { id: '' }) as Source;
  const position = `${id}.${fieldName}(${JSON.stringify(Object.entries(args).toSorted())})`;
  resolved.push(position);
  const random = createRandom(hash(`${seed}${position}`));
  const value = (type: string, at: string): unknown => {
    const make = (): unknown => {
      const chance = random();
      if (chance < 0.06) return null;
      if (chance < 0.12) return new Error(`an error at ${at}`);
      const [, item] = /^\[(.*)\]!?$/.exec(type) ?? [];
      if (item !== undefined) {
        return Array.from({ length: Math.floor(random() * 3) }, (_, n) => value(item, `${at}${n}`));
      }
      if (type.startsWith('String')) return at;
      return { id: at, kind: random() < 0.5 && !type.startsWith('One') ? 'Other' : 'One' };
    };
    const made = make();
    return random() < 0.3 ? later(made, Math.floor(random() * 12), random() < 0.1) : made;
  };
  if (random() < 0.05) throw new Error(`thrown at ${position}`);
  return value(String(returnType), position);
};

/** A promise that resolves, or rejects, after so many microtask ticks. */
function later(made: unknown, ticks: number, rejects: boolean): Promise<unknown> {
  let promise = Promise.resolve(made);
  for (let tick = 0; tick < ticks; tick += 1) promise = promise.then((value) => value);
  if (rejects) promise = promise.then(() => Promise.reject(new Error('rejected')));
  // The execution may end before this promise settles.
  promise.catch(() => undefined);
  return promise;
}

/** The result of a function, and the number of unhandled rejections until the next tick of the event loop. */
async function countUnhandled<T>(
  run: () => PromiseLike<T> | T,
): Promise<{ readonly found: T; readonly unhandled: number }> {
  const others = process.listeners('unhandledRejection');
  let unhandled = 0;
  const count = () => (unhandled += 1);
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', count);
  try {
    const found = await run();
    await new Promise(setImmediate);
    return { found, unhandled };
  } finally {
    process.off('unhandledRejection', count);
    for (const listener of others) process.on('unhandledRejection', listener);
  }
}

function hash(text: string): number {
  return Buffer.from(text).reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 7);
}

const schema = buildSchema(SDL);
for (const type of Object.values(schema.getTypeMap())) {
  if ('resolveType' in type) type.resolveType = (value) => (value as Source).kind;
  if (!isObjectType(type) || type.name.startsWith('__')) continue;
  for (const field of Object.values(type.getFields())) field.resolve = resolve;
}

/** A random document with aliases, fragments, inline fragments, conditions, and arguments with and without variables. */
function documentFor(seed: number): string {
  const random = createRandom(seed);
  const oneOf = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const fragments: string[] = [];
  let aliases = 0;
  const directive = () =>
    random() < 0.1 ? oneOf(['@skip(if: $yes)', '@include(if: $no)', '@include(if: true)']) : '';
  const select = (type: GraphQLCompositeType, depth: number): string => {
    const selections = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
      const possible = !isObjectType(type) ? ['One', 'Other'] : [type.name];
      if (random() < 0.15 || type.name === 'Any') {
        const on = schema.getType(oneOf(possible)) as GraphQLCompositeType;
        if (random() < 0.5 || depth === 0)
          return `... on ${on.name} ${directive()} { __typename ${depth > 0 ? select(on, depth - 1) : ''} }`;
        const name = `F${fragments.length}`;
        fragments.push('');
        fragments[Number(name.slice(1))] = `fragment ${name} on ${on.name} { ${select(on, depth - 1)} }`;
        return `...${name} ${directive()}`;
      }
      if (random() < 0.1 || !('getFields' in type)) return '__typename';
      const field = oneOf(
        Object.values(type.getFields()).filter((entry) => depth > 0 || isLeafType(getNamedType(entry.type))),
      );
      const named = getNamedType(field.type);
      const args = oneOf(['', '', '(n: 2)', '(n: $n)', '(s: $s)', '(s: "x", n: $n)']);
      const alias = random() < 0.1 ? '__proto__' : `a${(aliases += 1)}`;
      const below = isCompositeType(named) ? `{ ${select(named, depth - 1)} }` : '';
      return `${args || random() < 0.5 ? `${alias}: ` : ''}${field.name}${args} ${directive()} ${below}`;
    });
    return selections.join(' ');
  };
  const query = `query ($n: Int = 3, $s: String, $yes: Boolean = true, $no: Boolean = false) { ${select(schema.getQueryType() as GraphQLCompositeType, 3)} unused: f0(n: $n, s: $s) @include(if: $no) @skip(if: $yes) }`;
  return [query, ...fragments].join('\n');
}

const noop = () => undefined;

const RUNS = process.env.CI ? 5000 : 1000;

function planOf(document: DocumentNode, conditions: Readonly<Record<string, unknown>> = {}): OperationPlan {
  const operation = getOperationAST(document) as OperationDefinitionNode;
  return createPlan({ schema, document, operation, conditions, onGrowth: noop });
}

/** The path of the null that an error caused: the path of the error, or of a parent. */
function nullPathOf(data: unknown, path: readonly (string | number)[]): readonly (string | number)[] {
  let value = data;
  const above = path.findIndex((key) => {
    if (value === null) return true;
    value = (value as Record<string | number, unknown>)[key];
    return false;
  });
  return above === -1 ? path : path.slice(0, above);
}

/**
 * The comparable part of a result: its data, the nulls that errors caused, and the errors at the path of their null. Which
 * errors below a null are listed depends on timing.
 */
function comparable({ data, errors = [] }: ExecutionResult) {
  const nulls = errors.map(({ path = [] }) => nullPathOf(data, path).join('.'));
  const atNull = errors
    .filter(({ path = [] }) => nullPathOf(data, path).length === path.length)
    .map(({ message, path, locations }) => JSON.stringify([path, message, locations]));
  return {
    data: JSON.parse(JSON.stringify(data)) as unknown,
    nulls: [...new Set(nulls)].toSorted(),
    atNull: atNull.toSorted(),
  };
}

describe('a plan', () => {
  it(`has the results of graphql-js for ${RUNS} random documents and values`, async () => {
    let [compared, errorsAtNull] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.boolean(), fc.boolean(), async (seed, yes, no) => {
        const [theirs, ours]: [Scenario, Scenario] = [
          { seed, resolved: [] },
          { seed, resolved: [] },
        ];
        const document = parse(documentFor(seed));
        fc.pre(validate(schema, document).length === 0);
        const variables = { n: 3, yes, no };
        // graphql-js leaves rejections of other items unhandled when a non-null item of a list fails at once.
        const { found: expected } = await countUnhandled(() =>
          execute({ schema, document, variableValues: variables, contextValue: theirs }),
        );
        const run = { variables, context: ours as never, throwIfCancelled: noop };
        const { found, unhandled } = await countUnhandled(async () =>
          comparable(await executePlan(planOf(document, variables), run)),
        );
        expect(unhandled).toBe(0);
        expect(found).toEqual(comparable(expected));
        // After an error, timing decides which resolvers still run.
        if (!expected.errors) expect(ours.resolved.toSorted()).toEqual(theirs.resolved.toSorted());
        compared += 1;
        errorsAtNull += comparable(expected).atNull.length;
      }),
      { numRuns: RUNS },
    );
    expect([compared, errorsAtNull > 300]).toEqual([RUNS, true]);
  });

  describe('with a list that fails at once while an item is pending', () => {
    const text = `type Query { slow: String box: Box slower: String } type Mutation { one: Query two: String }
      type Box { items: [Item!] } type Item { id: ID! later: String! }`;
    const run = async (query: string, resolveLater: () => Promise<unknown>) => {
      const box = buildSchema(text);
      const started: string[] = [];
      const resolvers: Record<string, (source: Readonly<Record<string, unknown>>) => unknown> = {
        slow: () => later('slow', 20, false),
        slower: () => later('slower', 40, false),
        box: () => ({}),
        items: () => [{ id: '1' }, { id: null }, later({ id: '3' }, 1, true)],
        id: ({ id }) => id,
        later: resolveLater,
        one: () => ({}),
        two: () => 'two',
      };
      for (const type of Object.values(box.getTypeMap())) {
        if (!isObjectType(type) || type.name.startsWith('__')) continue;
        for (const field of Object.values(type.getFields())) {
          field.resolve = (source) => {
            started.push(field.name);
            return resolvers[field.name]?.(source as Readonly<Record<string, unknown>>);
          };
        }
      }
      const document = parse(query);
      const operation = getOperationAST(document) as OperationDefinitionNode;
      const plan = createPlan({ schema: box, document, operation, conditions: {}, onGrowth: noop });
      // Copies the data as soon as the promise resolves: a field that is set later would be missing here.
      const { found, unhandled } = await countUnhandled(async () => {
        const { data, errors } = await executePlan(plan, {
          variables: {},
          context: {} as never,
          throwIfCancelled: noop,
        });
        return { data: JSON.parse(JSON.stringify(data)) as unknown, paths: errors?.map(({ path }) => path) };
      });
      return { ...found, unhandled, started };
    };

    it.each([
      ['resolves', () => later('x', 5, false)],
      ['rejects', () => later('x', 5, true)],
    ])('keeps the fields beside it if that item %s', async (_outcome, resolveLater) => {
      const { data, paths, unhandled } = await run(
        '{ slow box { items { id later } } slower }',
        resolveLater,
      );
      expect(data).toEqual({ slow: 'slow', box: { items: null }, slower: 'slower' });
      expect([paths?.[0], unhandled]).toEqual([['box', 'items', 1, 'id'], 0]);
    });

    it('starts the next mutation only when this one is complete', async () => {
      const query = 'mutation { one { box { items { id later } } slower } two }';
      const { data, started } = await run(query, () => later('x', 5, false));
      expect(data).toEqual({ one: { box: { items: null }, slower: 'slower' }, two: 'two' });
      expect(started.at(-1)).toBe('two');
    });
  });

  it('resolves introspection', async () => {
    const document = parse(getIntrospectionQuery());
    const run = { variables: {}, context: {} as never, throwIfCancelled: noop };
    const found = await executePlan(planOf(document), run);
    expect(JSON.parse(JSON.stringify(found))).toEqual(
      JSON.parse(JSON.stringify(await execute({ schema, document }))),
    );
  });

  it('ends when the request is cancelled', async () => {
    const { seed, resolved }: Scenario = { seed: 1, resolved: [] };
    const cancelled = new Error('cancelled');
    const throwIfCancelled = () => {
      if (resolved.length > 0) throw cancelled;
    };
    const document = parse('{ a: f0 b: f6 { c: f0 } d: f6 { e: f0 } }');
    const run = { variables: {}, context: { seed, resolved } as never, throwIfCancelled };
    await expect(executePlan(planOf(document), run)).rejects.toBe(cancelled);
  });
});

describe('the plan cache', () => {
  const createFind = () => {
    const plans = createPlanCache(schema);
    return (document: DocumentNode, variables: Readonly<Record<string, unknown>> = {}) =>
      plans(document, getOperationAST(document) as OperationDefinitionNode, variables);
  };
  const execute = (plan: OperationPlan) =>
    executePlan(plan, { variables: {}, context: { seed: 1, resolved: [] } as never, throwIfCancelled: noop });

  it('has one plan for each operation and combination of conditions', async () => {
    const plans = createFind();
    const document = parse('query ($yes: Boolean!) { __typename a: f0 @include(if: $yes) }');
    const [yes, no] = [plans(document, { yes: true }), plans(document, { yes: false })];
    for (const plan of [yes, no]) await execute(plan);
    expect([
      plans(document, { yes: true }) === yes,
      plans(document, { yes: false }) === no,
      yes === no,
    ]).toEqual([true, true, false]);
  });

  it('has a plan for each condition that is true, false or absent, whatever other directives say', () => {
    const lookups: string[] = [];
    const plans = createPlanCache(schema, (result) => lookups.push(result));
    const document = parse(
      'query ($a: Boolean, $b: Boolean, $c: Boolean) { __typename @skip(if: $a) f0 @include(if: $b) @other(if: $c) @none }',
    );
    const operation = getOperationAST(document) as OperationDefinitionNode;
    const planFor = (variables: Readonly<Record<string, unknown>>) => plans(document, operation, variables);
    const combinations = [true, false, undefined].flatMap((a) =>
      [true, false, undefined].map((b) => ({ a, b })),
    );
    const found = combinations.map(planFor);
    expect(new Set(found).size).toBe(9);
    expect(combinations.map((one) => planFor({ ...one, c: true }))).toEqual(found);
    expect(lookups).toEqual([...Array<string>(9).fill('miss'), ...Array<string>(9).fill('hit')]);
  });

  it('says how much memory its plans take', async () => {
    const plans = createPlanCache(schema);
    const document = parse('{ a: f0 b: f0 }');
    const plan = plans(document, getOperationAST(document) as OperationDefinitionNode, {});
    const before = plans.cachedBytes();
    expect(before).toBeGreaterThan(0);
    await execute(plan);
    expect(plans.cachedBytes() - before).toBe(2 * 2048);
  });

  it('ignores the conditions of other operations in the document', () => {
    const plans = createPlanCache(schema);
    // `$s` is a condition in A and a string of any length in B.
    const document = parse(`
      query A($s: Boolean!) { a: f0 @skip(if: $s) }
      query B($s: String, $yes: Boolean!) { b: f0(s: $s) ...F }
      fragment F on Query { c: f0 @include(if: $yes) }
    `);
    const operation = getOperationAST(document, 'B') as OperationDefinitionNode;
    const planFor = (s: string, yes: boolean) => plans(document, operation, { s, yes });
    expect(planFor('a', true)).toBe(planFor('b,false', true));
    expect(planFor('a', true)).not.toBe(planFor('a', false));
  });

  it('keeps 16 combinations of conditions for an operation, and evicts no other operation for more', async () => {
    const plans = createPlanCache(schema);
    const names = Array.from({ length: 5 }, (_, n) => `c${n}`);
    const document = parse(
      `query (${names.map((name) => `$${name}: Boolean!`).join()}) { ${names
        .map((name) =>
          Array.from({ length: 100 }, (_, n) => `${name}x${n}: __typename @skip(if: $${name})`).join(' '),
        )
        .join(' ')} }`,
    );
    const operation = getOperationAST(document) as OperationDefinitionNode;
    const otherDocument = parse('{ __typename }');
    const otherOperation = getOperationAST(otherDocument) as OperationDefinitionNode;
    const before = plans(otherDocument, otherOperation, {});
    await execute(before);
    const planFor = (bits: number) =>
      plans(document, operation, Object.fromEntries(names.map((name, n) => [name, (bits >> n) % 2 === 1])));
    const first = Array.from({ length: 32 }, (_, bits) => planFor(bits));
    for (let round = 0; round < 100; round += 1) {
      for (let bits = 16; bits < 32; bits += 1) await execute(planFor(bits));
    }
    expect(first.filter((plan, bits) => planFor(bits) === plan)).toHaveLength(16);
    expect(plans(otherDocument, otherOperation, {})).toBe(before);
  });

  it('has two plans for two operations of one document', () => {
    const plans = createPlanCache(schema);
    const document = parse('query A { a: f0 } query B { b: f0 }');
    const [one, other] = ['A', 'B'].map((name) =>
      plans(document, getOperationAST(document, name) as OperationDefinitionNode, {}),
    );
    expect(one).not.toBe(other);
  });

  it('evicts the least recently used plans when all take more than 32 MiB', async () => {
    const plans = createFind();
    // 1,000 fields take 2 MB, and 3,000 tokens take 1.4 MB.
    const documents = Array.from({ length: 20 }, (_, n) =>
      parse(`{ ${Array.from({ length: 1000 }, (__, field) => `a${n}x${field}: __typename`).join(' ')} }`),
    );
    const first = new Map<DocumentNode, OperationPlan>();
    for (const document of documents) {
      const plan = plans(document);
      first.set(document, plan);
      await execute(plan);
    }
    // Newest first: looking up an evicted plan makes it again, which evicts another one.
    const cached = documents.toReversed().filter((document) => plans(document) === first.get(document));
    expect(cached).toHaveLength(9);
    expect(cached).toEqual(documents.slice(-9).toReversed());
  });

  it('counts the memory of skipped parts of a document', async () => {
    const plans = createFind();
    const documents = Array.from({ length: 40 }, (_, n) =>
      parse(`{ __typename f1 @skip(if: true) ${`a${n}: f1 @skip(if: true) `.repeat(400)} }`),
    );
    const first = new Map(documents.map((document) => [document, plans(document)]));
    for (const plan of first.values()) await execute(plan);
    const cached = documents.toReversed().filter((document) => plans(document) === first.get(document));
    expect(cached.length).toBeLessThan(20);
  });

  it('keeps no variables of a request', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const plans = createFind();
    const document = parse('query ($yes: Boolean!, $s: String) { a: f0(s: $s) @include(if: $yes) }');
    let sent: { readonly yes: boolean; readonly s: string } | undefined = {
      yes: true,
      s: 'a private text',
    };
    const memory = new WeakRef(sent);
    const plan = plans(document, sent);
    await execute(plan);
    sent = undefined;
    await expect
      .poll(() => {
        collectGarbage();
        return memory.deref() === undefined;
      })
      .toBe(true);
    expect(plans(document, { yes: true })).toBe(plan);
  });
});
