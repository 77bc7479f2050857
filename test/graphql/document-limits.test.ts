import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { exceededLimit } from '../../src/graphql/documents/document-limits.ts';
import { post, startTestGateway } from '../support/harness.ts';

const LIMITS = { depth: 3, aliases: 2, mutations: 2 };
const limitOf = (document: string, introspection = true) =>
  exceededLimit(parse(document), LIMITS, introspection)?.limit;
const deep = (levels: number) => `${'{ a '.repeat(levels)}${'}'.repeat(levels)}`;

describe('the limits of a document', () => {
  it.each([
    ['at the maximum depth', deep(3), undefined],
    ['beyond the maximum depth', deep(4), 'depth'],
    ['beyond the maximum depth in a fragment', '{ a { ...F } } fragment F on A { b { c { d } } }', 'depth'],
    ['at the maximum depth in a fragment', '{ a { ...F } } fragment F on A { b { c } }', undefined],
    [
      'beyond the maximum depth in an inline fragment',
      '{ a { ... on A { b { ... { c { d } } } } } }',
      'depth',
    ],
    ['beyond the maximum depth in its second operation', `query A { a } query B ${deep(4)}`, 'depth'],
    ['beyond the maximum depth in introspection', '{ __schema { types { fields { name } } } }', undefined],
    [
      'beyond the maximum depth below a field __schema that is not at the root',
      '{ a { __schema { b { c } } } }',
      'depth',
    ],
    ['with the maximum number of aliases', '{ x: a y: b }', undefined],
    ['with too many aliases', '{ x: a y: b z: __typename }', 'aliases'],
    [
      'with too many aliases, because a fragment is spread three times',
      '{ a { ...F } b { ...F } c { ...F } } fragment F on A { x: d }',
      'aliases',
    ],
    ['with the maximum number of mutations', 'mutation { a b }', undefined],
    ['with too many mutations', 'mutation { a b a }', 'mutations'],
    [
      'with too many mutations in a fragment',
      'mutation { a ...F } fragment F on Mutation { b c }',
      'mutations',
    ],
    ['with many root fields in a query', '{ a b c d e f }', undefined],
    ['with 50 directives', `{ a ${'@x '.repeat(50)} }`, undefined],
    ['with 51 directives', `{ a ${'@x '.repeat(51)} }`, 'directives'],
    ['with values nested 16 levels deep', `{ a(b: ${'['.repeat(16)}${']'.repeat(16)}) }`, undefined],
    ['with values nested 17 levels deep', `{ a(b: ${'[{c: '.repeat(8)}[1]${'}]'.repeat(8)}) }`, 'depth'],
    [
      'with a cycle of fragments',
      '{ ...F } fragment F on A { a ...G } fragment G on A { b ...F }',
      undefined,
    ],
    ['with an undefined fragment', '{ ...F }', undefined],
  ])('are checked for a document %s', (_case, document, limit) => {
    expect(limitOf(document)).toBe(limit);
  });

  it('include the depth of introspection if introspection is off', () => {
    expect(limitOf('{ __schema { types { fields { name } } } }', false)).toBe('depth');
  });

  it('take linear time for 30 fragments that each spread the next one twice', () => {
    const fragments = Array.from(
      { length: 30 },
      (_, n) => `fragment F${n} on A { ...F${n + 1} ...F${n + 1} }`,
    );
    expect(limitOf(`{ ...F0 } ${fragments.join(' ')} fragment F30 on A { x: a }`)).toBe('aliases');
  });

  it('reject a request with 400 and the name of the limit, before any REST call', async () => {
    const gateway = await startTestGateway({ maxDepth: 2, maxAliases: 1, maxMutations: 1 });
    const update = 'updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { id } }';
    for (const [document, limit, limitValue, message] of [
      [
        '{ viewer { metadata } a: viewer { id } b: viewer { id } }',
        'aliases',
        1,
        'The document has too many aliases: the limit is 1.',
      ],
      [
        '{ conversation(id: "1") { assignee { id } } }',
        'depth',
        2,
        'The document is nested too deeply: the limit is 2 levels.',
      ],
      [
        `mutation { ${update} ${update} }`,
        'depth',
        2,
        'The document is nested too deeply: the limit is 2 levels.',
      ],
      [
        'mutation { a: __typename __typename }',
        'mutations',
        1,
        'The operation has too many mutations: the limit is 1.',
      ],
    ] as const) {
      const response = await gateway.fetch(post({ query: document }));
      expect([response.status, await response.json()]).toEqual([
        400,
        {
          errors: [
            {
              message,
              extensions: { code: 'LIMIT_EXCEEDED', retryable: false, limit, limitValue },
            },
          ],
        },
      ]);
    }
    expect(gateway.calls()).toEqual([]);
    expect((await gateway.query('{ viewer { id } }')).errors).toEqual([]);
  });
});
