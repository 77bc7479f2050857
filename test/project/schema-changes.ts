import { readFileSync } from 'node:fs';
import {
  buildASTSchema,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  isObjectType,
  Kind,
  parse,
  type FieldDefinitionNode,
  type GraphQLSchema,
} from 'graphql';
import { fileURLToPath } from 'node:url';

/*
 * Finds breaking changes of the schema since the last release that CHANGELOG.md does not name. After a release, copy its
 * schema to test/fixtures/schema.released.graphql.
 */

/** The changes from `released` to `current` that break clients or other services, a sentence each. */
export function breakingChanges(released: string, current: string): readonly string[] {
  const [before, after] = [build(released), build(current)];
  const changes = findBreakingChanges(before, after).map(({ description }) => description.replace(/\.$/, ''));
  return [
    ...changes,
    ...otherChanges(before, after),
    ...lostKeys(released, current),
    ...lostAudiences(before, after),
  ];
}

/** The changes that the newest section of a changelog does not name, as lines for it. */
export function unnamed(changes: readonly string[], changelog: string): readonly string[] {
  const [, newest = ''] = changelog.split(/^## /m);
  const named = newest.split('\n').filter((line) => line.startsWith('- **breaking:**'));
  return changes
    .filter((change) => !named.some((line) => line.includes(change)))
    .map((change) => `- **breaking:** ${change}.`);
}

function build(text: string): GraphQLSchema {
  // The directives of federation are defined by the specification that the schema links to.
  return buildASTSchema(parse(text), { assumeValidSDL: true });
}

/** Breaking changes that graphql-js does not report as such. */
function otherChanges(before: GraphQLSchema, after: GraphQLSchema): readonly string[] {
  const defaults = findDangerousChanges(before, after)
    .filter(({ type }) => type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE)
    .map(({ description }) => description.replace(/\.$/, ''));
  const types = Object.values(before.getTypeMap()).flatMap((type) => {
    const now = after.getType(type.name);
    const has = (node: typeof type.astNode, name: string) =>
      node?.directives?.some((directive) => directive.name.value === name) ?? false;
    return [
      // A service that defines the type too could no longer be composed with this one.
      ...(has(type.astNode, 'shareable') && now && !has(now.astNode, 'shareable')
        ? [`${type.name} is no longer shareable`]
        : []),
      ...(!has(type.astNode, 'oneOf') && has(now?.astNode, 'oneOf')
        ? [`${type.name} accepts exactly one field now`]
        : []),
    ];
  });
  return [...defaults, ...types];
}

/** Keys that other services can no longer use for a type. */
function lostKeys(released: string, current: string): readonly string[] {
  const keysIn = (text: string) =>
    parse(text).definitions.flatMap((definition) => {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
      const keys = (definition.directives ?? []).filter(({ name }) => name.value === 'key');
      return keys.map(({ arguments: args = [] }) => {
        // `resolvable: true` is the default, so it makes no difference.
        const relevant = args.filter(({ value }) => !(value.kind === Kind.BOOLEAN && value.value));
        const written = relevant.map(
          ({ name, value }) => `${name.value}: ${'value' in value ? String(value.value) : ''}`,
        );
        return `${definition.name.value} by ${written.join(', ')}`;
      });
    });
  const kept = new Set(keysIn(current));
  // A key that can now be resolved too can still be referenced.
  const isKept = (key: string) => kept.has(key) || kept.has(key.replace(', resolvable: false', ''));
  return keysIn(released)
    .filter((key) => !isKept(key))
    .map((key) => `${key} is no longer a key`);
}

/** Audiences that can no longer read a field. */
function lostAudiences(before: GraphQLSchema, after: GraphQLSchema): readonly string[] {
  return Object.values(before.getTypeMap()).flatMap((type) => {
    const now = after.getType(type.name);
    if (!isObjectType(type) || !isObjectType(now)) return [];
    return Object.values(type.getFields()).flatMap((field) => {
      const kept = now.getFields()[field.name];
      if (!kept) return [];
      const [was, is] = [audiencesOf(field.astNode), audiencesOf(kept.astNode)];
      if (!is) return [];
      const lost = was
        ? [...was].filter((audience) => !is.has(audience))
        : ['everyone who can read its parent'];
      return lost.map((audience) => `${type.name}.${field.name} is no longer for ${audience}`);
    });
  });
}

/** @returns undefined for a field without a rule, which everyone who can read its parent can read */
function audiencesOf(node: FieldDefinitionNode | null | undefined): ReadonlySet<string> | undefined {
  const value = node?.directives?.find(({ name }) => name.value === 'access')?.arguments?.[0]?.value;
  if (value?.kind !== Kind.LIST) return undefined;
  return new Set(value.values.map((entry) => (entry.kind === Kind.ENUM ? entry.value : '')));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
  const changes = breakingChanges(read('../fixtures/schema.released.graphql'), read('../../schema.graphql'));
  const missing = unnamed(changes, read('../../CHANGELOG.md'));
  if (missing.length > 0) {
    console.error(
      `The schema has breaking changes since the last release. Undo them, or add these lines to CHANGELOG.md:\n${missing.join('\n')}`,
    );
    process.exit(1);
  }
}
