import { isObjectType, type GraphQLSchema } from 'graphql';
import { audiencesOf, type Audience } from '../../src/schema/access.ts';

/* The README's table of access rules, from the schema. */

const AUDIENCES: readonly Audience[] = ['SELF', 'PARTICIPANT', 'AGENT', 'SERVICE'];

/** Creates a row for all fields of a type with the same audiences, in the schema's order. */
export function accessTable(schema: GraphQLSchema): string {
  const rows = new Map<string, string[]>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const allow = audiencesOf(schema, field);
      // Fields with an underscore are for routers and registries.
      if (!allow || field.name.startsWith('_')) continue;
      const key = `${type.name}|${[...allow].join(' ')}`;
      rows.set(key, [...(rows.get(key) ?? []), field.name]);
    }
  }
  return [
    '| | the user that it is about | users who take part | agents | services |',
    '| --- | --- | --- | --- | --- |',
    ...[...rows].map(([key, fields]) => {
      const [type = '', allow = ''] = key.split('|');
      const names = fields.map((name) => `\`${name}\``).join(' ');
      const cells = AUDIENCES.map((audience) =>
        allow === 'ANYONE' || allow.split(' ').includes(audience) ? 'yes' : '',
      );
      return `| \`${type}\`: ${names} | ${cells.join(' | ')} |`;
    }),
  ].join('\n');
}
