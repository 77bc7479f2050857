import { describe, expect, it } from 'vitest';
import {
  buildSchema,
  coerceInputValue,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
} from 'graphql';
import { createRandom } from '../../bench/lib/random.ts';
import { createInputCoercion, NEEDS_FULL_COERCION } from '../../src/graphql/execution/input-coercion.ts';
import { createSchema } from '../../src/schema/schema.ts';

const ours = createSchema({ publicProfiles: false, sdlForAnyone: true, typePrefix: '' });
const theirs = buildSchema(`
  enum Mood { GOOD BAD }
  input Tree { name: String! = "oak" mood: Mood leaves: [Tree!] height: Float age: Int! tags: [[ID]!] = [["a"]] }
  type Query { forest(tree: Tree!, mood: Mood, trees: [Tree!]!, id: ID!, ids: [ID!]!, yes: Boolean, age: Int): Int }
`);
const TYPES = [ours, theirs].flatMap((schema) =>
  Object.values(schema.getTypeMap())
    .filter((type) => isInputType(type) || 'getFields' in type)
    .flatMap((type): readonly GraphQLInputType[] =>
      isInputType(type)
        ? [type]
        : Object.values(type.getFields()).flatMap((field) =>
            'args' in field ? field.args.map((argument) => argument.type) : [],
          ),
    ),
);

const UNUSUAL = [
  null,
  undefined,
  0,
  1.5,
  2 ** 40,
  NaN,
  '',
  'x',
  true,
  [],
  {},
  [null],
  { x: 1 },
  JSON.parse('{"__proto__":1}'),
];

/** Usually a value of the type, in which any part may be replaced by an unusual value. */
function valueOf(type: GraphQLInputType, random: () => number, levels = 3): unknown {
  if (random() < 0.05) return UNUSUAL[Math.floor(random() * UNUSUAL.length)];
  if (isNonNullType(type)) return valueOf(type.ofType, random, levels);
  if (random() < 0.1) return null;
  if (isListType(type)) {
    const item = type.ofType;
    return Array.from({ length: Math.floor(random() * 3) }, () => valueOf(item, random, levels));
  }
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => random() < (isNonNullType(field.type) ? 0.95 : 0.4),
    );
    return Object.fromEntries(
      (levels === 0 ? [] : fields).map((field) => [field.name, valueOf(field.type, random, levels - 1)]),
    );
  }
  return (
    { Int: 3, Float: 1.5, Boolean: true, JSONObject: { a: [1] }, JSON: [1, { b: null }] }[type.name] ?? 'text'
  );
}

describe('fast coercion of input values', () => {
  it('has the same results as graphql-js', () => {
    const random = createRandom(1);
    const coercerOf = createInputCoercion();
    let compared = 0;
    for (const type of TYPES) {
      for (let times = 0; times < 200; times += 1) {
        const value = valueOf(type, random);
        const coerced = coercerOf(type)(value);
        if (coerced === NEEDS_FULL_COERCION) continue;
        compared += 1;
        const errors: string[] = [];
        const expected: unknown = coerceInputValue(value, type, (_path, _value, { message }) =>
          errors.push(message),
        );
        expect({ errors, value: coerced }, JSON.stringify(value)).toStrictEqual({
          errors: [],
          value: expected,
        });
      }
    }
    expect(compared).toBeGreaterThan(TYPES.length * 50);
  });

  it.each([
    ['ID', 'a', 'a'],
    ['ID!', 'a', 'a'],
    ['ID', null, null],
    ['ID', undefined, null],
    ['[ID!]!', ['a', 'b'], ['a', 'b']],
    ['[ID!]!', [], []],
    ['Boolean', true, true],
    ['Int', 3, 3],
    ['Mood', 'BAD', 'BAD'],
    ['[Tree!]!', [{ age: 1 }], [{ name: 'oak', age: 1, tags: [['a']] }]],
    ['Tree!', { age: 1, mood: null, leaves: [{ age: 2 }] }, { leaves: [{ age: 2 }], mood: null, age: 1 }],
  ])('coerces a valid %s by itself: %j', (name, value, expected) => {
    const type = TYPES.find((entry) => String(entry) === name);
    if (!type) throw new Error(`no ${name}`);
    const coerced = createInputCoercion()(type)(value);
    if (typeof expected === 'object' && expected !== null) expect(coerced).toMatchObject(expected);
    else expect(coerced).toBe(expected);
  });

  it.each([
    ['null', 'ID!', null],
    ['an absent value', 'ID!', undefined],
    ['null in a list', '[ID!]!', ['a', null]],
    ['a number for an enum', 'Mood', 1],
    ['a text for an integer', 'Int', 'x'],
    ['an invalid field', 'Tree!', { age: 1, height: 'x' }],
    ['a number for an ID', 'ID', 1],
    ['an integer beyond 2^53', 'ID', 2 ** 60],
    ['a string for a boolean', 'Boolean', 'true'],
    ['a single value for a list', '[ID!]!', 'a'],
    ['an unknown enum value', 'ConversationStatus', 'LOST'],
    ['an unknown field', 'UpdateUserInput', { userId: 'a', age: 1 }],
    ['a missing field', 'UpdateUserInput', {}],
    ['a @oneOf input', 'ActionableMessageInput', { quickReplies: [] }],
  ])('needs full coercion for %s', (_what, name, value) => {
    const type = TYPES.find((entry) => String(entry) === name);
    if (!type) throw new Error(`no ${name}`);
    expect(createInputCoercion()(type)(value)).toBe(NEEDS_FULL_COERCION);
  });
});
