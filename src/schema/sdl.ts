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
import type { Audience } from './access.ts';
import { describedWith } from './describe-access.ts';

/*
 * Variants of `schema.graphql`: for graphql-js, for routers (a subgraph of Apollo Federation 2), for stitching gateways, and
 * for the tools of clients. Each has only the directives that its reader knows. Only the variant for graphql-js has the
 * access rules.
 */

const SOURCE = parse(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'), {
  noLocation: true,
});

/** Directives that only routers know. */
const FEDERATION_DIRECTIVES = ['key', 'shareable'];
/** Definitions that only this gateway knows. */
const PRIVATE_DEFINITIONS = ['access', 'Audience'];

/** The interface of Relay. Other services may have one too, so routers and stitching gateways do not see ours. */
const NODE = 'Node';

/** The federation entities: types that other services refer to by key and that this service resolves. */
export const ENTITIES: readonly string[] = SOURCE.definitions.filter(isEntity).map(({ name }) => name.value);

/** `schema.graphql` with the access rule of each field in its description. */
const withAccessRules = (): DocumentNode =>
  visit(SOURCE, {
    FieldDefinition(node) {
      const rule = node.directives?.find(({ name }) => name.value === 'access')?.arguments?.[0]?.value;
      if (rule?.kind !== Kind.LIST) return undefined;
      const audiences = rule.values.map((value) => print(value) as Audience);
      const value = describedWith(node.description?.value, audiences);
      return { ...node, description: { kind: Kind.STRING, value, block: true } };
    },
  });

/** Types whose names could clash with those of another service. `PageInfo` and scalars are shared in a graph. */
const OWN_TYPES: ReadonlySet<string> = new Set(
  SOURCE.definitions.flatMap((definition) => {
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.UNION_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_DEFINITION:
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        return ['Query', 'Mutation', 'Subscription', 'PageInfo', NODE].includes(definition.name.value)
          ? []
          : [definition.name.value];
      default:
        return [];
    }
  }),
);

/** The name of a type in a graph with this prefix. */
export function prefixed(name: string, prefix: string): string {
  return OWN_TYPES.has(name) ? `${prefix}${name}` : name;
}

/** The type definitions for graphql-js, with the fields that routers and registries query. */
export function executableTypeDefs(sdlAudiences: readonly string[]): DocumentNode {
  const sdlAccess = `@access(allow: [${sdlAudiences.join(', ')}])`;
  const federationTypeDefs = `
    """
    An entity as a router refers to it: its \`__typename\` and its \`id\`. Other fields are ignored.
    """
    scalar _Any
    """
    A type that this service resolves by its key.
    """
    union _Entity = ${ENTITIES.join(' | ')}
    """
    This service as a subgraph.
    """
    type _Service {
      """
      The schema, as routers compose it.
      """
      sdl: String!
    }
    extend enum Audience {
      """
      Schema registries, which send \`SDL_TOKEN\`.
      """
      REGISTRY
    }
    extend type Query {
      """
      Users, conversations and messages by key, in the order of \`representations\`. An entity that does not exist is null.
      """
      _entities(
        """
        The type and key of each entity.
        """
        representations: [_Any!]!
      ): [_Entity]! @access(allow: [ANYONE])
      """
      The schema for routers and registries.
      """
      _service: _Service! ${sdlAccess}
      """
      The schema for stitching gateways, with the directives of \`@graphql-tools/stitching-directives\`.
      """
      _sdl: String! ${sdlAccess}
    }
  `;
  return concatAST([omitDefinitions(FEDERATION_DIRECTIVES), parse(federationTypeDefs, { noLocation: true })]);
}

/** The SDL for routers: a subgraph of Apollo Federation 2. */
export function subgraphSdl(prefix: string): string {
  return print(withPrefix(withoutNodes(omitDefinitions(PRIVATE_DEFINITIONS, 'with-link')), prefix));
}

/**
 * The SDL for the tools of clients, with the access rules in the descriptions. Some tools, such as Relay's compiler, cannot
 * read `extend schema`.
 */
export function clientSdl(prefix: string): string {
  return print(
    withPrefix(
      omitDefinitions([...PRIVATE_DEFINITIONS, ...FEDERATION_DIRECTIVES], undefined, withAccessRules()),
      prefix,
    ),
  );
}

/**
 * The directives of `@graphql-tools/stitching-directives`, as that package defines them. It is not a dependency, because it
 * would bring eleven other packages.
 */
const STITCHING_DIRECTIVES = parse(
  `
    directive @key(selectionSet: String!) on OBJECT
    directive @computed(selectionSet: String!) on FIELD_DEFINITION
    directive @merge(
      argsExpr: String
      keyArg: String
      keyField: String
      key: [String!]
      additionalArgs: String
    ) on FIELD_DEFINITION
    directive @canonical on
      | OBJECT
      | INTERFACE
      | INPUT_OBJECT
      | UNION
      | ENUM
      | SCALAR
      | FIELD_DEFINITION
      | INPUT_FIELD_DEFINITION
  `,
  { noLocation: true },
);

/** The SDL for stitching gateways, as `stitchingDirectivesTransformer` reads it. */
export function stitchingSdl(prefix: string): string {
  const document = visit(withoutNodes(omitDefinitions([...PRIVATE_DEFINITIONS, ...FEDERATION_DIRECTIVES])), {
    ObjectTypeDefinition(node) {
      if (!ENTITIES.includes(node.name.value)) return undefined;
      return { ...node, directives: [directive('key', 'selectionSet', '{ id }')] };
    },
    FieldDefinition(node) {
      if (!isMergeField(node)) return undefined;
      return { ...node, directives: [directive('merge', 'keyField', 'id')] };
    },
  });
  return print(concatAST([STITCHING_DIRECTIVES, withPrefix(document, prefix)]));
}

/** Renames the types of a document to their names in the graph. */
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

/** A document without what Relay alone needs. */
function withoutNodes(document: DocumentNode): DocumentNode {
  return visit(document, {
    InterfaceTypeDefinition: ({ name }) => (name.value === NODE ? null : undefined),
    FieldDefinition: ({ name, type }) => (name.value === 'nodeId' || print(type) === NODE ? null : undefined),
    ObjectTypeDefinition(node) {
      const interfaces = node.interfaces?.filter(({ name }) => name.value !== NODE) ?? [];
      return interfaces.length === node.interfaces?.length ? undefined : { ...node, interfaces };
    },
  });
}

/** `schema.graphql` without some definitions, and without `@link` unless `link` is given. */
function omitDefinitions(names: readonly string[], link?: 'with-link', source = SOURCE): DocumentNode {
  const drop = (node: { readonly name: { readonly value: string } }) =>
    names.includes(node.name.value) ? null : undefined;
  return visit(source, {
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

/** Whether a stitching gateway loads an entity by this field: a list by `ids`, or one by `id` if there is no such list. */
function isMergeField({ name, arguments: [argument] = [], type }: FieldDefinitionNode): boolean {
  if (argument?.name.value === 'ids' && type.kind === Kind.LIST_TYPE) {
    return type.type.kind === Kind.NAMED_TYPE && ENTITIES.includes(type.type.name.value);
  }
  return argument?.name.value === 'id' && name.value === 'message';
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
