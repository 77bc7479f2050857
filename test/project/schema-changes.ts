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
 * Changes of the schema are deliberate: what breaks somebody since the last release stands in the CHANGELOG. After a
 * release its schema is copied to fixtures/schema.released.graphql.
 */

/** What of `current` breaks somebody who was content with `released`, in a sentence each. */
export function breakingChanges(released: string, current: string): readonly string[] {
  const [before, after] = [build(released), build(current)];
  const changes = findBreakingChanges(before, after).map(({ description }) => description.replace(/\.$/, ''));
  return [
    ...changes,
    ...lost(before, after),
    ...lostKeys(released, current),
    ...lostAudiences(before, after),
  ];
}

/** Those that the newest part of a changelog does not name, each as a line that would. */
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

/** What graphql-js does not count as breaking, or does not know of. */
function lost(before: GraphQLSchema, after: GraphQLSchema): readonly string[] {
  const defaults = findDangerousChanges(before, after)
    .filter(({ type }) => type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE)
    .map(({ description }) => description.replace(/\.$/, ''));
  const types = Object.values(before.getTypeMap()).flatMap((type) => {
    const now = after.getType(type.name);
    const has = (node: typeof type.astNode, name: string) =>
      node?.directives?.some((directive) => directive.name.value === name) ?? false;
    return [
      // Another service that has it too could not be composed with any more.
      ...(has(type.astNode, 'shareable') && now && !has(now.astNode, 'shareable')
        ? [`${type.name} is not shareable any more`]
        : []),
      ...(!has(type.astNode, 'oneOf') && has(now?.astNode, 'oneOf')
        ? [`${type.name} takes one field alone now`]
        : []),
    ];
  });
  return [...defaults, ...types];
}

/** By what other services may refer to a type. */
function lostKeys(released: string, current: string): readonly string[] {
  const keysIn = (text: string) =>
    parse(text).definitions.flatMap((definition) => {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
      const keys = (definition.directives ?? []).filter(({ name }) => name.value === 'key');
      return keys.map(({ arguments: parts = [] }) => {
        // To be resolved is what a key is for, said or not.
        const said = parts.filter(({ value }) => !(value.kind === Kind.BOOLEAN && value.value));
        const written = said.map(
          ({ name, value }) => `${name.value}: ${'value' in value ? String(value.value) : ''}`,
        );
        return `${definition.name.value} by ${written.join(', ')}`;
      });
    });
  const kept = new Set(keysIn(current));
  return keysIn(released)
    .filter((key) => !kept.has(key))
    .map((key) => `${key} is no key any more`);
}

/** For whom a field is no longer. */
function lostAudiences(before: GraphQLSchema, after: GraphQLSchema): readonly string[] {
  return Object.values(before.getTypeMap()).flatMap((type) => {
    const now = after.getType(type.name);
    if (!isObjectType(type) || !isObjectType(now)) return [];
    return Object.values(type.getFields()).flatMap((field) => {
      const left = now.getFields()[field.name];
      if (!left) return [];
      const [was, is] = [audiencesOf(field.astNode), audiencesOf(left.astNode)];
      if (!is) return [];
      const lost = was ? [...was].filter((audience) => !is.has(audience)) : ['whoever has come to it'];
      return lost.map((audience) => `${type.name}.${field.name} is no longer for ${audience}`);
    });
  });
}

/** @returns undefined for a field without a rule, which whoever has come to its parent may have */
function audiencesOf(node: FieldDefinitionNode | null | undefined): ReadonlySet<string> | undefined {
  const value = node?.directives?.find(({ name }) => name.value === 'access')?.arguments?.[0]?.value;
  if (value?.kind !== Kind.LIST) return undefined;
  return new Set(value.values.map((entry) => (entry.kind === Kind.ENUM ? entry.value : '')));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
  const changes = breakingChanges(read('fixtures/schema.released.graphql'), read('../schema.graphql'));
  const missing = unnamed(changes, read('../CHANGELOG.md'));
  if (missing.length > 0) {
    console.error(
      `The schema breaks what the last release promised. Undo it, or say so in CHANGELOG.md:\n${missing.join('\n')}`,
    );
    process.exit(1);
  }
}
