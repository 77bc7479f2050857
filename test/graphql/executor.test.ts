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
import { createPlan, type Plan } from '../../src/graphql/execution/planner.ts';
import { createPlanCache } from '../../src/graphql/execution/plan-cache.ts';

/** Fields that may be null or not, of every kind, and lists of them; what is in each, `resolve` decides. */
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

/** Which way everything turns out, and what has been asked for. */
interface Course {
  readonly seed: number;
  readonly asked: string[];
}

/** Decides by where it is what a field brings: something, nothing, an error, at once or later. */
const resolve: GraphQLFieldResolver<unknown, Course> = (
  source,
  args,
  { seed, asked },
  { fieldName, returnType },
) => {
  const { id } = (source ?? { id: '' }) as Source;
  const place = `${id}.${fieldName}(${JSON.stringify(Object.entries(args).toSorted())})`;
  asked.push(place);
  const random = createRandom(hash(`${seed}${place}`));
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
  if (random() < 0.05) throw new Error(`thrown at ${place}`);
  return value(String(returnType), place);
};

/** A promise that is kept, or broken, so many turns of microtasks later. */
function later(made: unknown, turns: number, isBroken: boolean): Promise<unknown> {
  let promise = Promise.resolve(made);
  for (let turn = 0; turn < turns; turn += 1) promise = promise.then((value) => value);
  if (isBroken) promise = promise.then(() => Promise.reject(new Error('broken')));
  // Whoever executes may be done before it is.
  promise.catch(() => undefined);
  return promise;
}

/** What something resolves with, and how many rejections nobody has handled by the next turn of the event loop. */
async function watched<T>(
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

/** A document with aliases, fragments of both kinds, conditions and arguments of both kinds. */
function documentFor(seed: number): string {
  const random = createRandom(seed);
  const oneOf = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const fragments: string[] = [];
  let aliases = 0;
  const directive = () =>
    random() < 0.1 ? oneOf(['@skip(if: $yes)', '@include(if: $no)', '@include(if: true)']) : '';
  const select = (type: GraphQLCompositeType, depth: number): string => {
    const parts = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
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
    return parts.join(' ');
  };
  const query = `query ($n: Int = 3, $s: String, $yes: Boolean = true, $no: Boolean = false) { ${select(schema.getQueryType() as GraphQLCompositeType, 3)} unused: f0(n: $n, s: $s) @include(if: $no) @skip(if: $yes) }`;
  return [query, ...fragments].join('\n');
}

const wanted = () => undefined;

function planOf(document: DocumentNode, conditions: Readonly<Record<string, unknown>> = {}): Plan {
  const operation = getOperationAST(document) as OperationDefinitionNode;
  return createPlan({ schema, document, operation, conditions, onGrowth: wanted });
}

/** Where the null is that an error has made: where it happened, or above that. */
function nullOf(data: unknown, path: readonly (string | number)[]): readonly (string | number)[] {
  let value = data;
  const above = path.findIndex((key) => {
    if (value === null) return true;
    value = (value as Record<string | number, unknown>)[key];
    return false;
  });
  return above === -1 ? path : path.slice(0, above);
}

/**
 * What an answer says: its data, the nulls in it that are errors, and the errors that stand where they happened. Of what
 * happened beneath a null it is a matter of time what is listed.
 */
function essence({ data, errors = [] }: ExecutionResult) {
  const nulls = errors.map(({ path = [] }) => nullOf(data, path).join('.'));
  const standing = errors
    .filter(({ path = [] }) => nullOf(data, path).length === path.length)
    .map(({ message, path, locations }) => JSON.stringify([path, message, locations]));
  return {
    data: JSON.parse(JSON.stringify(data)) as unknown,
    nulls: [...new Set(nulls)].toSorted(),
    standing: standing.toSorted(),
  };
}

describe('a plan', () => {
  it('answers as graphql-js does, whatever is asked and whatever comes of it', async () => {
    let [compared, standing] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.boolean(), fc.boolean(), async (seed, yes, no) => {
        const [theirs, ours]: [Course, Course] = [
          { seed, asked: [] },
          { seed, asked: [] },
        ];
        const document = parse(documentFor(seed));
        fc.pre(validate(schema, document).length === 0);
        const variables = { n: 3, yes, no };
        // graphql-js forgets the other items of a list when one that must be there fails at once.
        const { found: expected } = await watched(() =>
          execute({ schema, document, variableValues: variables, contextValue: theirs }),
        );
        const run = { variables, context: ours as never, throwIfCancelled: wanted };
        const { found, unhandled } = await watched(async () =>
          essence(await planOf(document, variables).execute(run)),
        );
        expect(unhandled).toBe(0);
        expect(found).toEqual(essence(expected));
        // Where something fails, it is a matter of time what is no more asked for.
        if (!expected.errors) expect(ours.asked.toSorted()).toEqual(theirs.asked.toSorted());
        compared += 1;
        standing += essence(expected).standing.length;
      }),
      { numRuns: 1000 },
    );
    expect([compared, standing > 300]).toEqual([1000, true]);
  });

  describe('a list that fails at once, of which something is still to come', () => {
    const text = `type Query { slow: String box: Box slower: String } type Mutation { one: Query two: String }
      type Box { items: [Item!] } type Item { id: ID! later: String! }`;
    const run = async (query: string, come: () => Promise<unknown>) => {
      const box = buildSchema(text);
      const began: string[] = [];
      const resolvers: Record<string, (source: Readonly<Record<string, unknown>>) => unknown> = {
        slow: () => later('slow', 20, false),
        slower: () => later('slower', 40, false),
        box: () => ({}),
        items: () => [{ id: '1' }, { id: null }, later({ id: '3' }, 1, true)],
        id: ({ id }) => id,
        later: come,
        one: () => ({}),
        two: () => 'two',
      };
      for (const type of Object.values(box.getTypeMap())) {
        if (!isObjectType(type) || type.name.startsWith('__')) continue;
        for (const field of Object.values(type.getFields())) {
          field.resolve = (source) => {
            began.push(field.name);
            return resolvers[field.name]?.(source as Readonly<Record<string, unknown>>);
          };
        }
      }
      const document = parse(query);
      const operation = getOperationAST(document) as OperationDefinitionNode;
      const plan = createPlan({ schema: box, document, operation, conditions: {}, onGrowth: wanted });
      // What an answer is when it is there: nothing may come to it afterwards.
      const { found, unhandled } = await watched(async () => {
        const { data, errors } = await plan.execute({
          variables: {},
          context: {} as never,
          throwIfCancelled: wanted,
        });
        return { data: JSON.parse(JSON.stringify(data)) as unknown, paths: errors?.map(({ path }) => path) };
      });
      return { ...found, unhandled, began };
    };

    it.each([
      ['well', () => later('x', 5, false)],
      ['or fails', () => later('x', 5, true)],
    ])('takes nothing from its neighbours, whether that goes %s', async (_how, come) => {
      const { data, paths, unhandled } = await run('{ slow box { items { id later } } slower }', come);
      expect(data).toEqual({ slow: 'slow', box: { items: null }, slower: 'slower' });
      expect([paths?.[0], unhandled]).toEqual([['box', 'items', 1, 'id'], 0]);
    });

    it('does not let the next change begin before this one is over', async () => {
      const query = 'mutation { one { box { items { id later } } slower } two }';
      const { data, began } = await run(query, () => later('x', 5, false));
      expect(data).toEqual({ one: { box: { items: null }, slower: 'slower' }, two: 'two' });
      expect(began.at(-1)).toBe('two');
    });
  });

  it('answers about the schema itself', async () => {
    const document = parse(getIntrospectionQuery());
    const run = { variables: {}, context: {} as never, throwIfCancelled: wanted };
    const found = await planOf(document).execute(run);
    expect(JSON.parse(JSON.stringify(found))).toEqual(
      JSON.parse(JSON.stringify(await execute({ schema, document }))),
    );
  });

  it('ends where nobody wants its answer any more', async () => {
    const { seed, asked }: Course = { seed: 1, asked: [] };
    const gone = new Error('gone');
    const throwIfCancelled = () => {
      if (asked.length > 0) throw gone;
    };
    const document = parse('{ a: f0 b: f6 { c: f0 } d: f6 { e: f0 } }');
    const run = { variables: {}, context: { seed, asked } as never, throwIfCancelled };
    await expect(planOf(document).execute(run)).rejects.toBe(gone);
  });
});

describe('plans that are remembered', () => {
  const find = () => {
    const plans = createPlanCache(schema);
    return (document: DocumentNode, variables: Readonly<Record<string, unknown>> = {}) =>
      plans(document, getOperationAST(document) as OperationDefinitionNode, variables);
  };
  const execute = (plan: Plan) =>
    plan.execute({ variables: {}, context: { seed: 1, asked: [] } as never, throwIfCancelled: wanted });

  it('are found by their operation, and by how its conditions have turned out', async () => {
    const plans = find();
    const document = parse('query ($yes: Boolean!) { __typename a: f0 @include(if: $yes) }');
    const [yes, no] = [plans(document, { yes: true }), plans(document, { yes: false })];
    for (const plan of [yes, no]) await execute(plan);
    expect([
      plans(document, { yes: true }) === yes,
      plans(document, { yes: false }) === no,
      yes === no,
    ]).toEqual([true, true, false]);
  });

  it('are told apart by the conditions of their own operation alone', () => {
    const plans = createPlanCache(schema);
    // What is a condition in the one is a text in the other, and may be as long as it likes.
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

  it('keep sixteen ways that conditions turn out, and make the others anew, at nobody else’s cost', async () => {
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
    const victim = parse('{ __typename }');
    const victims = getOperationAST(victim) as OperationDefinitionNode;
    const before = plans(victim, victims, {});
    await execute(before);
    const turn = (bits: number) =>
      plans(document, operation, Object.fromEntries(names.map((name, n) => [name, (bits >> n) % 2 === 1])));
    const first = Array.from({ length: 32 }, (_, bits) => turn(bits));
    for (let round = 0; round < 100; round += 1) {
      for (let bits = 16; bits < 32; bits += 1) await execute(turn(bits));
    }
    expect(first.filter((plan, bits) => turn(bits) === plan)).toHaveLength(16);
    expect(plans(victim, victims, {})).toBe(before);
  });

  it('are two for two operations of one document', () => {
    const plans = createPlanCache(schema);
    const document = parse('query A { a: f0 } query B { b: f0 }');
    const [one, other] = ['A', 'B'].map((name) =>
      plans(document, getOperationAST(document, name) as OperationDefinitionNode, {}),
    );
    expect(one).not.toBe(other);
  });

  it('are forgotten, the oldest first, when they take more than 32 MiB together', async () => {
    const plans = find();
    // Of 1,000 fields and 3,000 tokens: 2 and 1.4 MB.
    const documents = Array.from({ length: 20 }, (_, n) =>
      parse(`{ ${Array.from({ length: 1000 }, (__, field) => `a${n}x${field}: __typename`).join(' ')} }`),
    );
    const first = new Map<DocumentNode, Plan>();
    for (const document of documents) {
      const plan = plans(document);
      first.set(document, plan);
      await execute(plan);
    }
    // The newest first: to ask for one that is forgotten is to plan it again.
    const remembered = documents.toReversed().filter((document) => plans(document) === first.get(document));
    expect(remembered).toHaveLength(9);
    expect(remembered).toEqual(documents.slice(-9).toReversed());
  });

  it('count with what is skipped of their documents', async () => {
    const plans = find();
    const documents = Array.from({ length: 40 }, (_, n) =>
      parse(`{ __typename f1 @skip(if: true) ${`a${n}: f1 @skip(if: true) `.repeat(400)} }`),
    );
    const first = new Map(documents.map((document) => [document, plans(document)]));
    for (const plan of first.values()) await execute(plan);
    const remembered = documents.toReversed().filter((document) => plans(document) === first.get(document));
    expect(remembered.length).toBeLessThan(20);
  });

  it('keep nothing of what somebody has sent', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const plans = find();
    const document = parse('query ($yes: Boolean!, $s: String) { a: f0(s: $s) @include(if: $yes) }');
    let sent: { readonly yes: boolean; readonly s: string } | undefined = {
      yes: true,
      s: 'a private matter',
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
