import { readFileSync } from 'node:fs';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  getNamedType,
  print,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
} from 'graphql';
import { audiencesOf } from '../../src/schema/access.ts';
import { audienceText } from './access.ts';
import { table } from './markdown.ts';

/* The reference of the schema, from schema.graphql. */

type Field = GraphQLField<unknown, unknown>;

/** The contract, without the fields that the gateway adds for routers. */
function readSchema(): GraphQLSchema {
  const sdl = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');
  return buildSchema(sdl, { assumeValidSDL: true });
}

export function schemaReference(): string {
  const schema = readSchema();
  const named = Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith('_') && !isSpecifiedScalarType(type) && type.name !== 'Audience',
  );
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => type != null);
  const others = named.filter((type) => !roots.some((root) => root === type));
  const kinds = [
    ['Types', others.filter((type) => isObjectType(type) || isInterfaceType(type) || isUnionType(type))],
    ['Inputs', others.filter(isInputObjectType)],
    ['Enums', others.filter(isEnumType)],
    ['Scalars', others.filter(isScalarType)],
  ] as const;
  return [
    ...roots.flatMap((root) => [
      `## ${root.name}`,
      oneLine(root.description),
      ...Object.values(root.getFields()).flatMap((field) => rootField(schema, root.name, field)),
    ]),
    ...kinds.flatMap(([title, types]) => [
      `## ${title}`,
      ...types.flatMap((type) => [`### ${type.name}`, oneLine(type.description), ...membersOf(schema, type)]),
    ]),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The section of a query or a mutation: `### Query.users`. */
function rootField(schema: GraphQLSchema, parent: string, field: Field): readonly string[] {
  const { name, args, type } = field;
  return [
    `### ${parent}.${name}`,
    descriptionOf(field),
    `Returns ${linked(type)}. Access: ${audienceText(audiencesOf(schema, field)) || 'every caller'}.`,
    args.length === 0 ? '' : inputTable('argument', args),
  ];
}

function membersOf(schema: GraphQLSchema, type: GraphQLNamedType): readonly string[] {
  if (isEnumType(type)) {
    return [
      table(
        ['value', 'meaning'],
        type.getValues().map((value) => [`\`${value.name}\``, descriptionOf(value)]),
      ),
    ];
  }
  if (isInputObjectType(type)) return [inputTable('field', Object.values(type.getFields()))];
  if (isUnionType(type)) return [`One of ${type.getTypes().map(linked).join(', ')}.`];
  if (isScalarType(type))
    return type.specifiedByURL == null ? [] : [`Specified by <${type.specifiedByURL}>.`];
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  const interfaces = type.getInterfaces();
  const implementations = isInterfaceType(type) ? schema.getPossibleTypes(type) : [];
  const fields = Object.values(type.getFields());
  const hasAccess = fields.some((field) => audiencesOf(schema, field));
  return [
    interfaces.length > 0 ? `Implements ${interfaces.map(linked).join(', ')}.` : '',
    implementations.length > 0 ? `Implemented by ${implementations.map(linked).join(', ')}.` : '',
    table(
      ['field', 'type', 'meaning', ...(hasAccess ? ['access'] : [])],
      fields.map((field) => [
        `\`${field.name}\``,
        linked(field.type),
        [descriptionOf(field), ...field.args.map(argumentText)].join(' '),
        ...(hasAccess ? [audienceText(audiencesOf(schema, field)) || 'as the object'] : []),
      ]),
    ),
  ];
}

/** An argument of a field, in the cell of the field. */
function argumentText(arg: GraphQLArgument): string {
  return `Argument \`${arg.name}\` (${linked(arg.type)}${defaultOf(arg, ', default ')}): ${descriptionOf(arg)}`;
}

function inputTable(heading: string, inputs: readonly (GraphQLArgument | GraphQLInputField)[]): string {
  const hasDefaults = inputs.some((input) => defaultOf(input) !== '');
  return table(
    [heading, 'type', ...(hasDefaults ? ['default'] : []), 'meaning'],
    inputs.map((input) => [
      `\`${input.name}\``,
      linked(input.type),
      ...(hasDefaults ? [defaultOf(input)] : []),
      descriptionOf(input),
    ]),
  );
}

function defaultOf({ astNode }: GraphQLArgument | GraphQLInputField, before = ''): string {
  return astNode?.defaultValue ? `${before}\`${print(astNode.defaultValue)}\`` : '';
}

function descriptionOf(member: {
  readonly description?: string | null | undefined;
  readonly deprecationReason?: string | null | undefined;
}): string {
  const { description, deprecationReason } = member;
  const deprecation = deprecationReason == null ? '' : `**Deprecated**: ${oneLine(deprecationReason)} `;
  return `${deprecation}${oneLine(description)}`;
}

/** A description on one line. Angle brackets and asterisks are not Markdown in it. */
function oneLine(text: string | null | undefined): string {
  return (text ?? '').trim().replaceAll(/\s*\n\s*/g, ' ');
}

/** A type with a link to its section: `[[User]](#user)`, with brackets and marks in code. */
function linked(type: GraphQLType): string {
  const { name } = getNamedType(type);
  const text = `\`${String(type)}\``;
  return isSpecifiedScalarType(getNamedType(type)) ? text : `[${text}](#${name.toLowerCase()})`;
}
