import { isObjectType, type GraphQLSchema } from 'graphql';
import { audiencesOf, type Audience } from './access.ts';

/** Each audience of `@access`, as a reader of the schema knows it. */
const NAMES: Readonly<Record<Audience, string>> = {
  ANYONE: 'every caller',
  SELF: 'the user itself',
  PARTICIPANT: 'users who take part in the conversation',
  AGENT: 'agents',
  SERVICE: 'services',
  REGISTRY: 'schema registries',
};

/**
 * Adds the access rule of each field to its description, for introspection alone: the SDL for composition has the
 * descriptions of `schema.graphql`, because a composed graph may have other rules. Changes the schema in place.
 */
export function describeAccess(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const audiences = audiencesOf(schema, field);
      if (!audiences) continue;
      const rule = `Access: ${[...audiences].map((audience) => NAMES[audience]).join(', ')}.`;
      // In a list of fields, GraphiQL shows the first paragraph only.
      const [first = '', ...others] = field.description?.split('\n\n') ?? [];
      field.description = [`${first} ${rule}`.trim(), ...others].join('\n\n');
    }
  }
  return schema;
}

/** Moves the fields of `Query` for machines (`_entities`, `_service`, `_sdl`) behind the others. */
export function moveMachineFieldsLast(schema: GraphQLSchema): GraphQLSchema {
  const fields = schema.getQueryType()?.getFields() ?? {};
  for (const [name, field] of Object.entries(fields)) {
    if (!name.startsWith('_')) continue;
    // A key that is set again comes last.
    delete fields[name];
    fields[name] = field;
  }
  return schema;
}
