import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { exceededLimit } from '../../src/graphql/documents/document-limits.ts';
import { post, startTestGateway } from '../support/harness.ts';

const LIMITS = { depth: 3, aliases: 2, mutations: 2 };
const limitOf = (document: string, introspection = true) =>
  exceededLimit(parse(document), LIMITS, introspection)?.limit;
const deep = (levels: number) => `${'{ a '.repeat(levels)}${'}'.repeat(levels)}`;

describe('a document', () => {
  it.each([
    ['as deep as it may be', deep(3), undefined],
    ['deeper', deep(4), 'depth'],
    ['deeper by a fragment', '{ a { ...F } } fragment F on A { b { c { d } } }', 'depth'],
    ['as deep as it may be by a fragment', '{ a { ...F } } fragment F on A { b { c } }', undefined],
    ['deeper by an inline fragment', '{ a { ... on A { b { ... { c { d } } } } } }', 'depth'],
    ['deeper in its second operation', `query A { a } query B ${deep(4)}`, 'depth'],
    ['deeper in what is asked about the schema', '{ __schema { types { fields { name } } } }', undefined],
    ['that hides its depth below another __schema', '{ a { __schema { b { c } } } }', 'depth'],
    ['with as many aliases as it may have', '{ x: a y: b }', undefined],
    ['with more aliases', '{ x: a y: b z: __typename }', 'aliases'],
    [
      'with more aliases by spreading',
      '{ a { ...F } b { ...F } c { ...F } } fragment F on A { x: d }',
      'aliases',
    ],
    ['with as many changes as it may have', 'mutation { a b }', undefined],
    ['with more changes', 'mutation { a b a }', 'mutations'],
    ['with more changes by a fragment', 'mutation { a ...F } fragment F on Mutation { b c }', 'mutations'],
    ['with more fields in a query', '{ a b c d e f }', undefined],
    ['with 50 directives', `{ a ${'@x '.repeat(50)} }`, undefined],
    ['with 51 directives', `{ a ${'@x '.repeat(51)} }`, 'directives'],
    ['with values 16 deep', `{ a(b: ${'['.repeat(16)}${']'.repeat(16)}) }`, undefined],
    ['with values 17 deep', `{ a(b: ${'[{c: '.repeat(8)}[1]${'}]'.repeat(8)}) }`, 'depth'],
    ['whose fragments go round', '{ ...F } fragment F on A { a ...G } fragment G on A { b ...F }', undefined],
    ['whose fragment is not there', '{ ...F }', undefined],
  ])('%s', (_case, document, limit) => {
    expect(limitOf(document)).toBe(limit);
  });

  it('is as deep as others where the schema may not be asked about itself', () => {
    expect(limitOf('{ __schema { types { fields { name } } } }', false)).toBe('depth');
  });

  it('takes no longer for fragments that spread each other twice, thirty times over', () => {
    const fragments = Array.from(
      { length: 30 },
      (_, n) => `fragment F${n} on A { ...F${n + 1} ...F${n + 1} }`,
    );
    expect(limitOf(`{ ...F0 } ${fragments.join(' ')} fragment F30 on A { x: a }`)).toBe('aliases');
  });

  it('is refused before anything is done, with 400 and the name of the limit', async () => {
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
