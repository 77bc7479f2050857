import { buildSchema, Kind, parse, type FieldNode, type GraphQLField } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createInputCoercion } from '../../src/graphql/execution/input-coercion.ts';
import { planArguments } from '../../src/graphql/execution/argument-values.ts';

const schema = buildSchema(`
  input Page { size: Int, ids: [ID!] = ["a"], nested: Page }
  type Query { list(page: Page, ids: [ID!] = ["x", "y"], first: Int): Int }
`);

function argumentsIn(text: string) {
  const [operation] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  const field = schema.getQueryType()?.getFields().list as GraphQLField<unknown, never>;
  return planArguments(field, operation.selectionSet.selections[0] as FieldNode);
}

const isDeepFrozen = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (Object.isFrozen(value) && Object.values(value).every(isDeepFrozen));

describe('argument values that requests share', () => {
  it('are frozen if no argument has a variable', () => {
    const args = argumentsIn('{ list(page: { size: 1, nested: { ids: ["b"] } }) }');
    const first = args({});
    expect(first).toEqual({ page: { size: 1, ids: ['a'], nested: { ids: ['b'] } }, ids: ['x', 'y'] });
    expect(args({})).toBe(first);
    expect(isDeepFrozen(first)).toBe(true);
  });

  it('are frozen if another argument is a variable', () => {
    const args = argumentsIn('query($first: Int) { list(first: $first, page: { ids: ["b"] }) }');
    const [one, other] = [args({ first: 1 }), args({ first: 2 })];
    expect([one.first, other.first]).toEqual([1, 2]);
    expect(one.page).toBe(other.page);
    expect(isDeepFrozen(one.page)).toBe(true);
    expect(isDeepFrozen(one.ids)).toBe(true);
  });

  it('are frozen if they are defaults of an input field in a variable', () => {
    const type = schema.getType('Page');
    const coerce = createInputCoercion()(type as never);
    const { ids } = coerce({}) as { ids: unknown };
    expect(ids).toEqual(['a']);
    expect(Object.isFrozen(ids)).toBe(true);
  });
});

describe('arguments with variables', () => {
  it.each([
    ['a value', '$first: Int', 'first: $first', { first: 1 }, { first: 1, ids: ['x', 'y'] }],
    ['null', '$first: Int', 'first: $first', { first: null }, { first: null, ids: ['x', 'y'] }],
    ['no value', '$first: Int', 'first: $first', {}, { ids: ['x', 'y'] }],
    ['one value', '$ids: [ID!]', 'ids: $ids', { ids: ['a'] }, { ids: ['a'] }],
    ['one null', '$ids: [ID!]', 'ids: $ids', { ids: null }, { ids: null }],
    ['no value for a default', '$ids: [ID!]', 'ids: $ids', {}, { ids: ['x', 'y'] }],
    [
      'two values',
      '$ids: [ID!], $n: Int',
      'ids: $ids, first: $n',
      { ids: ['a'], n: 2 },
      { ids: ['a'], first: 2 },
    ],
    [
      'one of two values',
      '$ids: [ID!], $n: Int',
      'ids: $ids, first: $n',
      { n: 2 },
      { ids: ['x', 'y'], first: 2 },
    ],
    [
      'one in an object',
      '$n: Int',
      'page: { size: $n }',
      { n: 2 },
      { page: { size: 2, ids: ['a'] }, ids: ['x', 'y'] },
    ],
  ])('have %s', (_what, definitions, args, variables, expected) => {
    expect(argumentsIn(`query (${definitions}) { list(${args}) }`)(variables)).toEqual(expected);
  });
});
