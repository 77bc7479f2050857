import { readFileSync } from 'node:fs';
import {
  concatAST,
  Kind,
  parse,
  print,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';

/*
 * The contract, `schema.graphql`, is written once and read by many: graphql-js executes it, routers compose it as a
 * subgraph of Apollo Federation 2, stitching gateways merge it. Each is given what it understands of it, and nothing
 * of what is private: who may what is kept here, and is nobody's business there.
 */

const CONTRACT = parse(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'), {
  noLocation: true,
});

/** What only a router understands, and what only we do. */
const FEDERATION_DIRECTIVES = ['key', 'shareable'];
const PRIVATE = ['access', 'Audience'];

/** The types that other services may refer to by their keys, and have filled in here. */
export const ENTITIES: readonly string[] = CONTRACT.definitions
  .filter(isEntity)
  .map(({ name }) => name.value);

/** Names that would meet those of other services in one graph: `PageInfo` and scalars are meant to be shared. */
const OWN_TYPES: ReadonlySet<string> = new Set(
  CONTRACT.definitions.flatMap((definition) => {
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.UNION_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_DEFINITION:
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        return ['Query', 'Mutation', 'PageInfo'].includes(definition.name.value)
          ? []
          : [definition.name.value];
      default:
        return [];
    }
  }),
);

/** What a type of the contract is called in the graph that it is served in. */
export function prefixed(name: string, prefix: string): string {
  return OWN_TYPES.has(name) ? `${prefix}${name}` : name;
}

/** The contract for graphql-js, with the fields that routers and registries ask for. */
export function executableContract(sdlAudiences: readonly string[]): DocumentNode {
  const sdlAccess = `@access(allow: [${sdlAudiences.join(', ')}])`;
  const machinery = `
    """
    What a router knows of a user or a conversation: its \`__typename\` and its \`id\`. Whatever else is in it is not looked at.
    """
    scalar _Any
    """
    What can be filled in by its key.
    """
    union _Entity = ${ENTITIES.join(' | ')}
    """
    What this service is as a subgraph.
    """
    type _Service {
      """
      Its schema, as a router composes it.
      """
      sdl: String!
    }
    extend enum Audience {
      """
      Registries of schemas, which hold \`SDL_TOKEN\`.
      """
      REGISTRY
    }
    extend type Query {
      """
      Users and conversations by their keys, in the order of \`representations\`, with null for what there is not.
      """
      _entities(
        """
        Their types and keys.
        """
        representations: [_Any!]!
      ): [_Entity]! @access(allow: [ANYONE])
      """
      For routers and registries.
      """
      _service: _Service! ${sdlAccess}
      """
      The schema for stitching gateways, with the directives of \`@graphql-tools/stitching-directives\`.
      """
      _sdl: String! ${sdlAccess}
    }
  `;
  return concatAST([omitDefinitions(FEDERATION_DIRECTIVES), parse(machinery, { noLocation: true })]);
}

/** The contract for a router: a subgraph of Apollo Federation 2. */
export function subgraphSdl(prefix: string): string {
  return print(withPrefix(omitDefinitions(PRIVATE, 'with-link'), prefix));
}

/** The contract for a stitching gateway, as `stitchingDirectivesTransformer` reads it. */
export async function stitchingSdl(prefix: string): Promise<string> {
  const { stitchingDirectives } = await import('@graphql-tools/stitching-directives');
  const definitions = parse(stitchingDirectives().allStitchingDirectivesTypeDefs, { noLocation: true });
  const document = visit(omitDefinitions([...PRIVATE, ...FEDERATION_DIRECTIVES]), {
    ObjectTypeDefinition(node) {
      if (!ENTITIES.includes(node.name.value)) return undefined;
      return { ...node, directives: [directive('key', 'selectionSet', '{ id }')] };
    },
    FieldDefinition(node) {
      if (!isBatchEntry(node)) return undefined;
      return { ...node, directives: [directive('merge', 'keyField', 'id')] };
    },
  });
  return print(concatAST([definitions, withPrefix(document, prefix)]));
}

/** A schema, its types under the names that they have in the graph. */
function withPrefix(document: DocumentNode, prefix: string): DocumentNode {
  if (prefix === '') return document;
  return visit(document, {
    enter(node) {
      if (
        !('name' in node) ||
        node.name?.kind !== Kind.NAME ||
        !/Type(Definition|Extension)?$/.test(node.kind)
      )
        return undefined;
      return { ...node, name: { ...node.name, value: prefixed(node.name.value, prefix) } };
    },
  });
}

/** The contract without some directives and types, and without what is said about its directives to a router. */
function omitDefinitions(names: readonly string[], link?: 'with-link'): DocumentNode {
  const drop = (node: { readonly name: { readonly value: string } }) =>
    names.includes(node.name.value) ? null : undefined;
  return visit(CONTRACT, {
    Directive: drop,
    DirectiveDefinition: drop,
    EnumTypeDefinition: drop,
    SchemaExtension: () => (link ? undefined : null),
  });
}

function isEntity(definition: { readonly kind: Kind }): definition is ObjectTypeDefinitionNode {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return false;
  const { directives = [] } = definition as ObjectTypeDefinitionNode;
  const key = directives.find(({ name }) => name.value === 'key');
  const resolvable = key?.arguments?.find(({ name }) => name.value === 'resolvable')?.value;
  return key !== undefined && !(resolvable?.kind === Kind.BOOLEAN && !resolvable.value);
}

/** Whether a field brings entities by their ids, in the order of these. */
function isBatchEntry({ arguments: [argument] = [], type }: FieldDefinitionNode): boolean {
  if (argument?.name.value !== 'ids' || type.kind !== Kind.LIST_TYPE) return false;
  return type.type.kind === Kind.NAMED_TYPE && ENTITIES.includes(type.type.name.value);
}

function directive(name: string, argument: string, value: string): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: argument },
        value: { kind: Kind.STRING, value },
      },
    ],
  };
}
