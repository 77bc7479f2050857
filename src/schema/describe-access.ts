import { isObjectType, type GraphQLField, type GraphQLSchema } from 'graphql';
import { audiencesOf, type AccessOptions, type Audience } from './access.ts';

/** The callers of an audience, in the words of a served description. */
const CALLERS: Readonly<Record<Audience, string>> = {
  ANYONE: 'every authenticated caller',
  SELF: 'the user that it is about',
  PARTICIPANT: 'participants of the conversation',
  AGENT: 'agents',
  SERVICE: 'services',
  REGISTRY: 'schema registries',
};

const RULES =
  'The description of a field ends with its **access**: the callers that may use it. Other callers get null with a ' +
  '`FORBIDDEN` error. A field that names no access is open to every caller that can read its parent.';

/**
 * Appends the access rule of each field to its description, for tools that show the schema by introspection: they do not
 * see directives. The text follows from `@access` and the options, so `schema.graphql` and the SDL for composition do not
 * repeat it. Changes the schema in place.
 */
export function describeAccess(schema: GraphQLSchema, options: AccessOptions): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const allow = audiencesOf(schema, field);
      if (allow) field.description = append(field, accessText(type.name, field.name, allow, options));
    }
  }
  const query = schema.getQueryType();
  if (query) query.description = `${query.description ?? ''}\n\n${RULES}`;
  return schema;
}

/** The description of a field with its audiences, for tools that read the SDL. */
export function describedWith(description: string | undefined, audiences: readonly Audience[]): string {
  return append({ description }, textOf(audiences.map((audience) => CALLERS[audience])));
}

function textOf(callers: readonly string[]): string {
  return `**Access:** ${inWords(callers)}.`;
}

function accessText(
  typeName: string,
  fieldName: string,
  allow: ReadonlySet<Audience>,
  { publicProfiles }: AccessOptions,
): string {
  const isPublic = publicProfiles && typeName === 'Query' && (fieldName === 'user' || fieldName === 'users');
  const callers = isPublic ? [CALLERS.ANYONE] : [...allow].map((audience) => CALLERS[audience]);
  return textOf(callers);
}

function inWords(callers: readonly string[]): string {
  if (callers.length < 2) return callers.join('');
  return `${callers.slice(0, -1).join(', ')} and ${callers.at(-1)}`;
}

function append({ description }: Pick<GraphQLField<unknown, unknown>, 'description'>, text: string): string {
  // In the same paragraph: GraphiQL's lists of fields show only the first one.
  return description ? `${description}\n${text}` : text;
}
