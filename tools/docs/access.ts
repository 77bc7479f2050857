import { isObjectType, type GraphQLSchema } from 'graphql';
import { audiencesOf, type Audience } from '../../src/schema/access.ts';
import { table } from './markdown.ts';

/* The table of access rules, from `@access` in the schema. */

const AUDIENCES: readonly Audience[] = ['SELF', 'PARTICIPANT', 'AGENT', 'SERVICE'];

/** Creates a row for each field with a rule. Fields of a type with the same audiences share a row, except root fields. */
export function accessTable(schema: GraphQLSchema): string {
  const rows = new Map<string, string[]>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const isRoot = type === schema.getQueryType() || type === schema.getMutationType();
    for (const field of Object.values(type.getFields())) {
      const allow = audiencesOf(schema, field);
      // Fields with an underscore are for routers and registries.
      if (!allow || field.name.startsWith('_')) continue;
      const key = [type.name, [...allow].join(' '), isRoot ? field.name : ''].join('|');
      rows.set(key, [...(rows.get(key) ?? []), field.name]);
    }
  }
  return table(
    ['field', 'the user that it is about', 'participants of the conversation', 'agents', 'services'],
    [...rows].map(([key, fields]) => {
      const [type = '', allow = ''] = key.split('|');
      const names = fields.map((name) => `\`${type}.${name}\``).join(' ');
      return [names].concat(
        AUDIENCES.map((audience) => (allow === 'ANYONE' || allow.split(' ').includes(audience) ? 'yes' : '')),
      );
    }),
  );
}

/** The audiences of a field in words: `agents and services`. */
export function audienceText(allow: ReadonlySet<Audience> | undefined): string {
  if (allow === undefined) return '';
  return [...allow].map((audience) => AUDIENCE_WORDS[audience]).join(', ');
}

const AUDIENCE_WORDS: Readonly<Record<Audience, string>> = {
  ANYONE: 'every caller',
  SELF: 'the user itself',
  PARTICIPANT: 'participants',
  AGENT: 'agents',
  SERVICE: 'services',
  REGISTRY: 'registries',
};
