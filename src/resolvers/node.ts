import { badUserInput } from '../errors.ts';
import type { GatewayContext } from '../graphql/context.ts';
import { openCursor, sealCursor } from '../lib/sealed-cursor.ts';
import type { NodeResolvers, QueryResolvers } from './types.generated.ts';

/*
 * A `nodeId` names a type and an id. It is sealed as cursors are, so that clients cannot build one. All gateways of an
 * account seal with the same key.
 */

/** The field of `Query` that loads a node of each type. */
const FIELDS = { User: 'user', Conversation: 'conversation', Message: 'message' } as const;

type NodeType = keyof typeof FIELDS;

const sealOf = ({ principal }: GatewayContext) => ({ secret: principal.apiKey, list: 'nodes' });

export function nodeIdOf(type: NodeType, id: string, context: GatewayContext): string {
  return sealCursor(JSON.stringify([type, id]), sealOf(context));
}

/** `Query.node`: loads the node through the field of its type, whose access rule then applies. */
export const node: QueryResolvers['node'] = (root, { nodeId }, context, info) => {
  const text = openCursor(nodeId, sealOf(context));
  if (text === undefined) throw badUserInput('nodeId', 'not-a-node-id');
  // The seal proves that `nodeIdOf` wrote the text.
  const [type, id] = JSON.parse(text) as [NodeType, string];
  const field = info.schema.getQueryType()?.getFields()[FIELDS[type]];
  // The result is what the resolver of that field returns.
  return field?.resolve?.(root, { id }, context, info) as Promise<never>;
};

/** The type of a node, or of a federation entity. Each has its own kind of id; a message also has its conversation's. */
export function typeOfNode(source: object): NodeType {
  if ('messageKey' in source) return 'Message';
  return 'groupId' in source ? 'Conversation' : 'User';
}

export const Node: NodeResolvers = { __resolveType: typeOfNode };
