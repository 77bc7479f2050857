import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { breakingChanges, unnamed } from './schema-changes.ts';

const RELEASED = readFileSync(new URL('../fixtures/schema.released.graphql', import.meta.url), 'utf8');
/** The type may implement interfaces. */
const KEY_OF_USER = /(type User(?: implements \w+)?) @key\(fields: "id"\)/;
const changed = (from: string | RegExp, to: string) => {
  const text = RELEASED.replace(from, to);
  expect(text).not.toBe(RELEASED);
  return breakingChanges(RELEASED, text);
};

describe('breaking changes of the schema', () => {
  it('do not include additions', () => {
    expect(breakingChanges(RELEASED, RELEASED)).toEqual([]);
    expect(changed('type Query {', 'type Query { more: Int')).toEqual([]);
    expect(changed(KEY_OF_USER, '$1 @key(fields: "id", resolvable: true)')).toEqual([]);
    const unresolvable = RELEASED.replace(KEY_OF_USER, '$1 @key(fields: "id", resolvable: false)');
    expect(breakingChanges(unresolvable, RELEASED)).toEqual([]);
    expect(
      changed(': ConversationConnection @access(allow: [AGENT, SERVICE])', ': ConversationConnection'),
    ).toEqual([]);
  });

  it.each([
    ['removing a field', /"""\n[^"]*"""\n {2}email: String @access\(.*\)/, '', 'User.email was removed'],
    [
      'making an argument required',
      'after: String\n',
      'after: String!\n',
      'Query.inbox arg after has changed type from String to String!',
    ],
    ['removing a key', KEY_OF_USER, '$1', 'User by fields: id is no longer a key'],
    [
      'making a key not resolvable',
      KEY_OF_USER,
      '$1 @key(fields: "id", resolvable: false)',
      'User by fields: id is no longer a key',
    ],
    [
      'removing an audience of a field',
      'viewer: User @access(allow: [ANYONE])',
      'viewer: User @access(allow: [AGENT])',
      'Query.viewer is no longer for ANYONE',
    ],
    [
      'making a field private',
      '  connected: Boolean',
      '  connected: Boolean @access(allow: [SELF])',
      'User.connected is no longer for everyone who can read its parent',
    ],
    [
      'making PageInfo not shareable',
      'type PageInfo @shareable',
      'type PageInfo',
      'PageInfo is no longer shareable',
    ],
    [
      'removing a default',
      'first: Int! = 20\n    """\n    The `endCursor`',
      'first: Int!\n    """\n    The `endCursor`',
      'Query.inbox arg first defaultValue was removed',
    ],
    [
      'requiring exactly one field of an input',
      'input UpdateUserInput {',
      'input UpdateUserInput @oneOf {',
      'UpdateUserInput accepts exactly one field now',
    ],
  ])('include %s, unless the changelog names it', (_case, from, to, sentence) => {
    const changes = changed(from, to);
    expect(changes).toEqual([sentence]);
    const log = (line: string) =>
      `# Changelog\n\n## 0.2.0\n\n${line}\n\n## 0.1.0\n\n- **breaking:** ${sentence}.\n`;
    const line = `- **breaking:** ${sentence}.`;
    expect(unnamed(changes, log('- **fix:** something else'))).toEqual([line]);
    expect(unnamed(changes, log(`- **feat:** ${sentence}`))).toEqual([line]);
    expect(unnamed(changes, log(line))).toEqual([]);
  });
});
