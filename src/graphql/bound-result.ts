import {
  GraphQLError,
  isNonNullType,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { STATED_BY_WRITE } from './response-budget.ts';
import { createResponseFields, type ResponseFields } from './documents/response-fields.ts';
import { limitExceeded, type GatewayError } from '../errors.ts';

/** Errors of fields in an answer at most. */
const MOST_ERRORS = 100;
/** Bytes of a response at most: beyond, it is `LIMIT_EXCEEDED` (`bytes`). */
export const MOST_BYTES = 8 * 1024 * 1024;

interface Executed {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

type Path = readonly (string | number)[];

/**
 * A result with at most `MOST_ERRORS` errors. Where there would be more, a whole root field is null, the one with most
 * errors first, with one `LIMIT_EXCEEDED` that counts them: a null without an error would mean that nothing was found.
 * A mutation keeps what the write itself states. (`MAX_MUTATIONS` bounds errors of writes: each is told.)
 */
export function boundErrors(result: ExecutionResult, executed: Executed): ExecutionResult {
  const { errors = [] } = result;
  if (errors.length <= MOST_ERRORS) return result;
  const byRoot = Map.groupBy(errors, ({ path }) => String(path?.[0]));
  const crowded = new Map<string, number>();
  let left = errors.length;
  for (const [root, { length }] of [...byRoot].toSorted(([, one], [, other]) => other.length - one.length)) {
    if (left <= MOST_ERRORS || length === 1) break;
    crowded.set(root, length);
    left -= length - 1;
  }
  const { operation } = executed;
  if (left > MOST_ERRORS && operation.operation !== OperationTypeNode.MUTATION) {
    return { ...result, errors: [tooMany(errors.length)], data: null };
  }
  const clear = createClearing(executed, result);
  const replaced = new Map(
    [...crowded].map(([root, count]) => [root, tooMany(count, ...clear(root))] as const),
  );
  const kept = errors.flatMap((error) => {
    const root = String(error.path?.[0]);
    if (!crowded.has(root)) return error;
    const instead = replaced.get(root);
    replaced.delete(root);
    return instead ?? [];
  });
  return { ...result, errors: kept, data: clear.data() };
}

/** A result of which only what writes state is left, and errors that say which writes failed. */
export function onlyStated(result: ExecutionResult, executed: Executed): ExecutionResult {
  const { errors = [], data } = result;
  const clear = createClearing(executed, result);
  const [first] = Object.keys(data ?? {}).map((root) => clear(root));
  const failed = errors.filter(({ path }) => path === undefined || path.length === 1);
  return { ...result, errors: [...failed, tooLong(first)], data: clear.data() };
}

/** An answer that has too many bytes. */
export function tooLong(at?: readonly [readonly FieldNode[], Path]): GraphQLError {
  return located(limitExceeded('bytes', MOST_BYTES), at?.[0], at?.[1]);
}

function tooMany(count: number, nodes?: readonly FieldNode[], path?: Path): GraphQLError {
  return located(limitExceeded('errors', MOST_ERRORS, { count }), nodes, path);
}

function located(originalError: GatewayError, nodes?: readonly FieldNode[], path?: Path): GraphQLError {
  return new GraphQLError(originalError.message, {
    nodes: nodes ?? null,
    path: path ?? null,
    originalError,
  });
}

/** Makes root fields null, or leaves of them what a write states; tells where the first null is. */
function createClearing({ schema, document, operation }: Executed, result: ExecutionResult) {
  const createFieldResolver = createResponseFields(document);
  const roots = createFieldResolver([operation.selectionSet]);
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  const types = schema.getRootType(operation.operation)?.getFields() ?? {};
  let data = result.data ?? null;
  const clear = (root: string): readonly [readonly FieldNode[], Path] => {
    const nodes = roots.get(root) ?? [];
    const [node] = nodes;
    if (isMutation && data) return clearPayload(data[root], nodes, root, createFieldResolver);
    if (node && isNonNullType(types[node.name.value]?.type)) data = null;
    else if (data) data[root] = null;
    return [nodes, [root]];
  };
  return Object.assign(clear, { data: () => data });
}

function clearPayload(
  payload: unknown,
  nodes: readonly FieldNode[],
  root: string,
  createFieldResolver: ResponseFields,
): readonly [readonly FieldNode[], Path] {
  let first: readonly [readonly FieldNode[], Path] | undefined;
  const selected = (of: readonly FieldNode[]) =>
    createFieldResolver(of.map(({ selectionSet }) => selectionSet));
  for (const [key, entityNodes] of isObject(payload) ? selected(nodes) : []) {
    const entity = isObject(payload) ? payload[key] : undefined;
    if (!isObject(entity)) continue;
    for (const [name, fieldNodes] of selected(entityNodes)) {
      const [node] = fieldNodes;
      if (!node || STATED_BY_WRITE.has(node.name.value) || !(name in entity)) continue;
      entity[name] = null;
      first ??= [fieldNodes, [root, key, name]];
    }
  }
  return first ?? [nodes, [root]];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
