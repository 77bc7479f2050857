import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { breakingChanges, unnamed } from './schema-changes.ts';

const RELEASED = readFileSync(new URL('../fixtures/schema.released.graphql', import.meta.url), 'utf8');
const changed = (from: string | RegExp, to: string) => {
  const text = RELEASED.replace(from, to);
  expect(text).not.toBe(RELEASED);
  return breakingChanges(RELEASED, text);
};

describe('a change of the schema', () => {
  it('that adds something breaks nobody', () => {
    expect(breakingChanges(RELEASED, RELEASED)).toEqual([]);
    expect(changed('type Query {', 'type Query { more: Int')).toEqual([]);
    expect(changed('type User @key(fields: "id")', 'type User @key(fields: "id", resolvable: true)')).toEqual(
      [],
    );
    expect(
      changed(': ConversationConnection @access(allow: [AGENT, SERVICE])', ': ConversationConnection'),
    ).toEqual([]);
  });

  it.each([
    ['takes a field away', /"""\n[^"]*"""\n {2}email: String @access\(.*\)/, '', 'User.email was removed'],
    [
      'makes an argument a must',
      'after: String\n',
      'after: String!\n',
      'Query.inbox arg after has changed type from String to String!',
    ],
    [
      'takes a key away',
      'type User @key(fields: "id")',
      'type User',
      'User by fields: id is no key any more',
    ],
    [
      'does not resolve a key any more',
      'type User @key(fields: "id")',
      'type User @key(fields: "id", resolvable: false)',
      'User by fields: id is no key any more',
    ],
    [
      'takes a field from somebody',
      'viewer: User @access(allow: [ANYONE])',
      'viewer: User @access(allow: [AGENT])',
      'Query.viewer is no longer for ANYONE',
    ],
    [
      'makes a field private',
      '  connected: Boolean',
      '  connected: Boolean @access(allow: [SELF])',
      'User.connected is no longer for whoever has come to it',
    ],
    [
      'lets nobody else have a page of its own',
      'type PageInfo @shareable',
      'type PageInfo',
      'PageInfo is not shareable any more',
    ],
    [
      'takes a default away',
      'first: Int! = 20\n    """\n    The `endCursor`',
      'first: Int!\n    """\n    The `endCursor`',
      'Query.inbox arg first defaultValue was removed',
    ],
    [
      'lets an input have one field alone',
      'input UpdateUserInput {',
      'input UpdateUserInput @oneOf {',
      'UpdateUserInput takes one field alone now',
    ],
  ])('that %s does, and says so', (_case, from, to, sentence) => {
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
