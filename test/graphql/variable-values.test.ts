import { buildSchema, getOperationAST, parse, typeFromAST, validate } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { createVariableCoercion } from '../../src/graphql/execution/variable-values.ts';
import { MAX_REQUEST_ERRORS } from '../../src/graphql/request-errors.ts';

vi.mock('graphql', { spy: true });

const schema = buildSchema(`
  enum Color { RED GREEN }
  input Filter { id: ID! ids: [ID!] color: Color nested: Filter limit: Int = 5 grid: [[ID]] }
  input Choice @oneOf { id: ID name: String }
  type Query {
    find(filter: Filter, id: ID, ids: [ID!], grid: [[ID]], color: Color, n: Int, choice: Choice): Int
    need(id: ID! = "default", n: Int! = 1): Int
  }
`);
const coerce = createVariableCoercion(schema);

/** The coerced variables of an operation, or its errors, each as its argument, its reason, and further details. */
function coerced(definitions: string, use: string, given: Readonly<Record<string, unknown>>) {
  const document = parse(`query (${definitions}) { ${use} }`);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const result = coerce(document, operation, given);
  if ('values' in result) return result.values;
  return result.errors.map(({ message, extensions }) => {
    const { code, retryable, argument, reason, http, ...details } = extensions;
    expect([code, retryable, http]).toEqual(['BAD_USER_INPUT', false, { status: 400, spec: true }]);
    expect(message).not.toBe('');
    return [argument, reason, details];
  });
}

const filter = (given: unknown) => coerced('$filter: Filter', 'find(filter: $filter)', { filter: given });

describe('a variable', () => {
  it('has its value, its default, null, or no entry at all', () => {
    const definitions = '$a: Int, $b: Int = 7, $c: Int, $d: Int, $e: Int = 8';
    const use = 'a: find(n: $a) b: find(n: $b) c: find(n: $c) d: find(n: $d) e: find(n: $e)';
    const values = coerced(definitions, use, { a: 1, c: null, d: undefined, e: undefined, unknown: 1 });
    expect(values).toStrictEqual({ a: 1, b: 7, c: null, e: 8 });
  });

  it('has the defaults of its input fields, also where an object was given', () => {
    expect(filter({ id: 'a', nested: { id: 'b', limit: 1 } })).toEqual({
      filter: { id: 'a', limit: 5, nested: { id: 'b', limit: 1 } },
    });
  });

  it('is required if its type is non-null, or if it is used where null is not allowed', () => {
    const nonNull = (given: object) => coerced('$id: ID!', 'find(id: $id)', { ...given });
    expect(nonNull({})).toEqual([['id', 'required', {}]]);
    expect(nonNull({ id: undefined })).toEqual([['id', 'required', {}]]);
    expect(nonNull({ id: null })).toEqual([['id', 'required', {}]]);
    expect(coerced('$id: ID', 'need(id: $id)', { id: null })).toEqual([['id', 'required', {}]]);
    expect(coerced('$id: ID', 'need(id: $id)', {})).toEqual({});
    expect(coerced('$id: ID', 'find(id: $id)', { id: null })).toEqual({ id: null });
    // Another variable in a non-null position does not make this one required.
    const both = coerced('$id: ID, $n: Int', 'find(id: $id) need(n: $n)', { id: null, n: 2 });
    expect(both).toEqual({ id: null, n: 2 });
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('cannot have the name %s', (name) => {
    const given = JSON.parse(`{"${name}": "a"}`) as Record<string, unknown>;
    expect(coerced(`$${name}: ID`, `find(id: $${name})`, given)).toEqual([[name, 'forbidden-name', {}]]);
    expect(coerced(`$${name}: ID`, `find(id: $${name})`, {})).toEqual([[name, 'forbidden-name', {}]]);
  });

  it('is not taken from the prototype of the given variables', () => {
    const given = Object.create({ id: 'inherited' }) as Record<string, unknown>;
    expect(coerced('$id: ID = "default"', 'find(id: $id)', given)).toEqual({ id: 'default' });
  });
});

describe('an error', () => {
  it('names the path, the expected type, and the values of an enum', () => {
    expect(filter({ id: 'a', color: 'BLUE' })).toEqual([
      ['filter.color', 'wrong-type', { expected: 'Color', allowed: ['RED', 'GREEN'] }],
    ]);
    expect(filter({ id: true })).toEqual([['filter.id', 'wrong-type', { expected: 'ID!' }]]);
    expect(filter({ id: 'a', ids: ['b', false] })).toEqual([
      ['filter.ids.1', 'wrong-type', { expected: 'ID!' }],
    ]);
    expect(filter({ id: 'a', nested: { id: 'b', limit: 'x' } })).toEqual([
      ['filter.nested.limit', 'wrong-type', { expected: 'Int' }],
    ]);
    expect(filter(1)).toEqual([['filter', 'wrong-type', { expected: 'Filter' }]]);
    expect(coerced('$grid: [[ID]]', 'find(grid: $grid)', { grid: [['a'], ['b', {}]] })).toEqual([
      ['grid.1.1', 'wrong-type', { expected: 'ID' }],
    ]);
  });

  it('names the input field that is missing or unknown, or the input object with two of its choices', () => {
    expect(filter({})).toEqual([['filter.id', 'required', {}]]);
    expect(filter({ id: null })).toEqual([['filter.id', 'required', {}]]);
    expect(filter({ id: 'a', nested: { id: 'b', shape: 1 } })).toEqual([
      ['filter.nested.shape', 'unknown-field', {}],
    ]);
    const choice = (given: object) => coerced('$choice: Choice', 'find(choice: $choice)', { choice: given });
    expect(choice({ id: 'a', name: 'b' })).toEqual([['choice', 'not-exactly-one', {}]]);
    expect(choice({ id: 'a' })).toEqual({ choice: { id: 'a' } });
  });

  it('is one for each mistake, in all variables', () => {
    const given = { id: {}, n: 'x', color: 'RED' };
    expect(coerced('$id: ID, $n: Int, $color: Color', 'find(id: $id, n: $n, color: $color)', given)).toEqual([
      ['id', 'wrong-type', { expected: 'ID' }],
      ['n', 'wrong-type', { expected: 'Int' }],
    ]);
  });

  it('ends the coercion when there are as many as a response may have', () => {
    const ids = (count: number) =>
      coerced('$ids: [ID!]', 'find(ids: $ids)', { ids: Array.from({ length: count }, () => true) });
    expect(ids(MAX_REQUEST_ERRORS - 1)).toHaveLength(MAX_REQUEST_ERRORS - 1);
    expect(ids(MAX_REQUEST_ERRORS)).toHaveLength(MAX_REQUEST_ERRORS);
    expect(ids(MAX_REQUEST_ERRORS + 10)).toHaveLength(MAX_REQUEST_ERRORS);
  });

  it('of another kind is thrown', () => {
    const given = {
      get id(): string {
        throw new RangeError('a getter');
      },
    };
    expect(() => coerced('$id: ID', 'find(id: $id)', given)).toThrow('a getter');
  });
});

describe('an id', () => {
  it('is rejected if it is an integer beyond 2^53, wherever it is', () => {
    const inexact = Number.MAX_SAFE_INTEGER + 1;
    const error = (path: string) => [[path, 'inexact-number', {}]];
    expect(coerced('$id: ID', 'find(id: $id)', { id: inexact })).toEqual(error('id'));
    expect(coerced('$id: ID', 'find(id: $id)', { id: -inexact })).toEqual(error('id'));
    expect(coerced('$ids: [ID!]', 'find(ids: $ids)', { ids: ['a', 1, inexact] })).toEqual(error('ids.2'));
    expect(coerced('$ids: [ID!]', 'find(ids: $ids)', { ids: inexact })).toEqual(error('ids'));
    expect(coerced('$grid: [[ID]]', 'find(grid: $grid)', { grid: [null, ['a', null, inexact]] })).toEqual(
      error('grid.1.2'),
    );
    expect(filter({ id: 'a', nested: { id: inexact } })).toEqual(error('filter.nested.id'));
    expect(filter({ id: 'a', ids: [inexact] })).toEqual(error('filter.ids.0'));
    expect(filter({ id: 'a', grid: [[inexact]], nested: null })).toEqual(error('filter.grid.0.0'));
  });

  it('is accepted as any other integer, and becomes a text', () => {
    const { MAX_SAFE_INTEGER, MIN_SAFE_INTEGER } = Number;
    expect(
      coerced('$ids: [ID!]', 'find(ids: $ids)', { ids: [0, MAX_SAFE_INTEGER, MIN_SAFE_INTEGER] }),
    ).toEqual({
      ids: ['0', String(MAX_SAFE_INTEGER), String(MIN_SAFE_INTEGER)],
    });
    expect(filter({ id: 7, ids: 8 })).toEqual({ filter: { id: '7', ids: ['8'], limit: 5 } });
  });
});

it('looks up the types of an operation once', () => {
  const document = parse('query ($id: ID, $n: Int) { find(id: $id, n: $n) }');
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  vi.mocked(typeFromAST).mockClear();
  for (const id of ['a', 'b', 'c']) expect(coerce(document, operation, { id })).toEqual({ values: { id } });
  expect(vi.mocked(typeFromAST)).toHaveBeenCalledTimes(2);
});
