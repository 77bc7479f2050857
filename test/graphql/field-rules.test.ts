import { GraphQLError, parse, Kind, type FieldNode, type FragmentDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import {
  resolveField,
  resolverWithRules,
  rulesOf,
  spendField,
  spendValue,
  useCostOf,
  type FieldRules,
} from '../../src/graphql/execution/field-rules.ts';
import { createResponseBudget, MAX_VALUES, VALUES_PER_ERROR } from '../../src/graphql/response-budget.ts';

type Cost = FieldRules['cost'];

const PLAIN: Cost = {
  isRoot: false,
  isLeaf: true,
  needsError: false,
  isWriteResult: false,
  isResultField: false,
};
const USE = { entry: 1, perObject: 1 };
const FROM_RESOLVER = 'from the resolver with the access check';

function rulesWith(cost: Partial<Cost> = {}, more: Partial<FieldRules> = {}): FieldRules {
  return { resolve: () => FROM_RESOLVER, open: undefined, cost: { ...PLAIN, ...cost }, ...more };
}

/** A budget with this number of values, and what is left of it. */
function budgetOf(values: number) {
  const budget = createResponseBudget();
  budget.consume(MAX_VALUES - values);
  /** The number of values that the budget still covers. Uses it up. */
  const remaining = () => {
    for (let count = 0; ; count += 1) if (!budget.consume(1)) return count;
  };
  return { budget, remaining };
}

/** Uses up the budget and all its errors. */
function withoutErrors() {
  const { budget } = budgetOf(0);
  while (budget.limitError());
  return budget;
}

function contextOf(values = 100) {
  const { budget, remaining } = budgetOf(values);
  return { context: { responseBudget: budget, principal: { role: 'USER' } } as never, budget, remaining };
}

const infoOf = (document: string) => {
  const { definitions } = parse(document);
  const [operation] = definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  const fragments = Object.fromEntries(
    definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  return { fieldNodes: operation.selectionSet.selections as readonly FieldNode[], fragments };
};

it('the rules of a field are those in its extensions', () => {
  const rules = rulesWith();
  expect(rulesOf({ extensions: { rules } } as never)).toBe(rules);
  expect(rulesOf({ extensions: {} } as never)).toBeUndefined();
});

describe('a field', () => {
  it('takes its entry from the budget', () => {
    const { budget, remaining } = budgetOf(5);
    expect(spendField(rulesWith(), {}, budget, { entry: 3, perObject: 1 })).toBe(true);
    expect(remaining()).toBe(2);
  });

  it('is not resolved beyond the limit: it has an error, or is null when there are enough errors', () => {
    const { budget } = budgetOf(0);
    expect(() => spendField(rulesWith(), {}, budget, USE)).toThrow(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED', limit: 'cost' }),
    );
    expect(spendField(rulesWith(), {}, withoutErrors(), USE)).toBe(false);
    expect(() => spendField(rulesWith({ needsError: true }), {}, withoutErrors(), USE)).toThrow(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED', limit: 'cost' }),
    );
  });

  it('is resolved beyond the limit if it says what a write has changed', () => {
    const budget = withoutErrors();
    const written = {};
    budget.addWriteResult(written);
    expect(spendField(rulesWith({ isWriteResult: true }), {}, budget, USE)).toBe(true);
    expect(spendField(rulesWith({ isResultField: true }), written, budget, USE)).toBe(true);
    expect(spendField(rulesWith({ isResultField: true }), {}, budget, USE)).toBe(false);
    expect(spendField(rulesWith(), written, budget, USE)).toBe(false);
    // A mutation that has not run yet does not run.
    expect(spendField(rulesWith({ isWriteResult: true, isRoot: true }), {}, budget, USE)).toBe(false);
    expect(spendField(rulesWith({ isRoot: true }), {}, budget, USE)).toBe(false);
  });

  it('has no access check for the roles that need none', () => {
    const { context, remaining } = contextOf();
    const open = { roles: new Set(['USER'] as const), resolve: () => 'open' };
    expect(resolveField(rulesWith({}, { open }), {}, {}, context, {} as never)).toBe('open');
    const others = { roles: new Set(['AGENT'] as const), resolve: () => 'open' };
    expect(resolveField(rulesWith({}, { open: others }), {}, {}, context, {} as never)).toBe(FROM_RESOLVER);
    expect(resolveField(rulesWith(), {}, {}, context, {} as never)).toBe(FROM_RESOLVER);
    expect(remaining()).toBe(100);
  });

  it('that throws costs as much as an error', () => {
    const { context, remaining } = contextOf();
    const error = new GraphQLError('failed');
    const resolve = () => {
      throw error;
    };
    expect(() => resolveField(rulesWith({}, { resolve }), {}, {}, context, {} as never)).toThrow(error);
    expect(remaining()).toBe(100 - VALUES_PER_ERROR);
  });
});

describe('a value', () => {
  const spend = (cost: Partial<Cost>, value: unknown, use = USE) => {
    const { budget, remaining } = budgetOf(1000);
    expect(spendValue(rulesWith(cost), {}, value, budget, use)).toBe(value);
    return 1000 - remaining();
  };

  it('costs by its length if it is a leaf', () => {
    expect(spend({}, 'short')).toBe(0);
    expect(spend({}, 'x'.repeat(250))).toBe(2);
    expect(spend({}, null)).toBe(0);
  });

  it('costs by its number of objects otherwise', () => {
    const use = { entry: 1, perObject: 3 };
    expect(spend({ isLeaf: false }, {}, use)).toBe(3);
    expect(spend({ isLeaf: false }, [{}, {}, null], use)).toBe(9);
    expect(spend({ isLeaf: false }, [], use)).toBe(0);
    expect(spend({ isLeaf: false }, null, use)).toBe(0);
    expect(spend({ isLeaf: false }, undefined, use)).toBe(0);
  });

  it('is null beyond the limit, and its promises are not unhandled', async () => {
    const rejected = [Promise.reject(new Error('ignored'))];
    expect(spendValue(rulesWith({ isLeaf: false }), {}, rejected, withoutErrors(), USE)).toBeNull();
    expect(() => spendValue(rulesWith({ isLeaf: false }), {}, [{}], budgetOf(0).budget, USE)).toThrow(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED' }),
    );
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('of a write stays beyond the limit, and so do its result fields', () => {
    const budget = withoutErrors();
    const rules = rulesWith({ isLeaf: false, isWriteResult: true });
    const message = { id: 'a' };
    expect(spendValue(rules, {}, message, budget, USE)).toBe(message);
    expect(budget.isWriteResult(message)).toBe(true);
    const id = 'x'.repeat(1000);
    expect(spendValue(rulesWith({ isResultField: true }), message, id, budget, USE)).toBe(id);
    expect(spendValue(rulesWith(), message, id, budget, USE)).toBeNull();
    expect(spendValue(rules, {}, null, budget, USE)).toBeNull();
    expect(spendValue(rules, {}, 'text', budget, USE)).toBe('text');
    expect([budget.isWriteResult(null), budget.isWriteResult('text')]).toEqual([false, false]);
  });
});

describe('one use of a field', () => {
  const LONG = 'x'.repeat(250);

  it.each([
    ['{ a { b c } }', {}, { entry: 1, perObject: 1 }],
    [`{ ${LONG}: a { b } }`, {}, { entry: 1, perObject: 1 }],
    [`{ ${LONG}: a { b } }`, { isRoot: true }, { entry: 3, perObject: 1 }],
    [`{ a { ${LONG}: b } }`, {}, { entry: 1, perObject: 3 }],
    [`{ a { ${LONG}: b } }`, { isLeaf: true }, { entry: 1, perObject: 1 }],
    ['{ a { __typename t: __typename b } }', {}, { entry: 1, perObject: 3 }],
    ['{ a { ... on A { __typename ... { __typename } } } }', {}, { entry: 1, perObject: 3 }],
    [`{ a { ...F b } } fragment F on A { __typename ${LONG}: b }`, {}, { entry: 1, perObject: 4 }],
    ['{ a { b { __typename } } }', {}, { entry: 1, perObject: 1 }],
    ['{ a { __typename } a { __typename } }', {}, { entry: 1, perObject: 3 }],
    ['{ a }', {}, { entry: 1, perObject: 1 }],
  ])('costs for names and __typename: %s', (document, cost, expected) => {
    const info = infoOf(document);
    const rules = rulesWith({ isLeaf: false, ...cost });
    expect(useCostOf(rules, info)).toEqual(expected);
    // The costs of a selection are computed once.
    expect(useCostOf(rules, info)).toEqual(expected);
  });
});

describe('a resolver with rules', () => {
  const info = infoOf('{ a }') as never;
  const run = (rules: FieldRules, context: never): unknown => resolverWithRules(rules)({}, {}, context, info);

  it('takes the field and its value, pending or not, from the budget', async () => {
    for (const value of ['x'.repeat(250), Promise.resolve('x'.repeat(250))]) {
      const { context, remaining } = contextOf();
      expect(await run(rulesWith({}, { resolve: () => value }), context)).toBe(await value);
      expect(remaining()).toBe(100 - 3);
    }
  });

  it('resolves to null beyond the limit, and does not run', async () => {
    let runs = 0;
    const resolve = () => (runs += 1);
    const context = { responseBudget: withoutErrors(), principal: { role: 'USER' } } as never;
    expect(run(rulesWith({}, { resolve }), context)).toBeNull();
    expect(runs).toBe(0);
    const last = contextOf(1);
    while (last.budget.limitError());
    const pending = rulesWith({}, { resolve: () => Promise.resolve('x'.repeat(1000)) });
    expect(await run(pending, last.context)).toBeNull();
  });

  it('passes a rejection on, which costs as much as an error', async () => {
    const { context, remaining } = contextOf();
    const error = new Error('failed');
    await expect(run(rulesWith({}, { resolve: () => Promise.reject(error) }), context)).rejects.toBe(error);
    expect(remaining()).toBe(100 - 1 - VALUES_PER_ERROR);
  });
});
