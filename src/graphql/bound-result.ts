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
import { limitExceeded, type GatewayError } from '../errors.ts';
import { isObject } from '../lib/json.ts';
import { createFieldCollector, type CollectAllFields } from './documents/response-fields.ts';
import { WRITE_RESULT_FIELDS } from './response-budget.ts';

/** Maximum number of field errors in a response. */
const MAX_FIELD_ERRORS = 100;
/** Maximum number of bytes in a response. A longer one is replaced by `LIMIT_EXCEEDED` (`bytes`). */
export const MAX_BYTES = 8 * 1024 * 1024;

/** An operation that was executed, with its document. */
export interface ExecutedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

type Path = readonly (string | number)[];
/** The position of an error: the nodes of a field, and its path. */
type Position = readonly [nodes: readonly FieldNode[], path: Path];

/**
 * Bounds a result to `MAX_FIELD_ERRORS` errors. If it has more, whole root fields become null, those with the most errors
 * first. Each gets one `LIMIT_EXCEEDED` with their `count`, because a null without an error would mean that nothing was
 * found. A mutation keeps its write results. (`MAX_MUTATIONS` bounds the errors of mutations themselves: each is kept.)
 */
export function boundErrors(result: ExecutionResult, executed: ExecutedOperation): ExecutionResult {
  const { errors = [] } = result;
  if (errors.length <= MAX_FIELD_ERRORS) return result;
  const byRoot = Map.groupBy(errors, ({ path }) => String(path?.[0]));
  const counts = new Map<string, number>();
  let remaining = errors.length;
  for (const [root, { length }] of [...byRoot].toSorted(([, one], [, other]) => other.length - one.length)) {
    if (remaining <= MAX_FIELD_ERRORS || length === 1) break;
    counts.set(root, length);
    remaining -= length - 1;
  }
  const { operation } = executed;
  if (remaining > MAX_FIELD_ERRORS && operation.operation !== OperationTypeNode.MUTATION) {
    return { ...result, errors: [tooManyErrors(errors.length)], data: null };
  }
  const clear = createClear(executed, result);
  const replacements = new Map(
    [...counts].map(([root, count]) => [root, tooManyErrors(count, clear(root))] as const),
  );
  // Each replacement has the place of the first error of its root field.
  const kept = errors.flatMap((error) => {
    const root = String(error.path?.[0]);
    if (!counts.has(root)) return error;
    const replacement = replacements.get(root);
    replacements.delete(root);
    return replacement ?? [];
  });
  return { ...result, errors: kept, data: clear.data() };
}

/** Reduces the result of a mutation to its write results, the errors of failed writes, and `LIMIT_EXCEEDED` (`bytes`). */
export function keepWriteResults(result: ExecutionResult, executed: ExecutedOperation): ExecutionResult {
  const { errors = [], data } = result;
  const clear = createClear(executed, result);
  const [first] = Object.keys(data ?? {}).map((root) => clear(root));
  const failed = errors.filter(({ path }) => path === undefined || path.length === 1);
  return { ...result, errors: [...failed, tooManyBytes(first)], data: clear.data() };
}

/** The error of a response that has too many bytes. */
export function tooManyBytes(position?: Position): GraphQLError {
  return located(limitExceeded('bytes', MAX_BYTES), position);
}

function tooManyErrors(count: number, position?: Position): GraphQLError {
  return located(limitExceeded('errors', MAX_FIELD_ERRORS, { count }), position);
}

function located(originalError: GatewayError, [nodes, path]: Position | [] = []): GraphQLError {
  return new GraphQLError(originalError.message, {
    nodes: nodes ?? null,
    path: path ?? null,
    originalError,
  });
}

/**
 * Creates a function that sets a root field to null, except for the write results of a mutation. It returns the
 * position of the first field that it changed.
 */
function createClear({ schema, document, operation }: ExecutedOperation, result: ExecutionResult) {
  const collectFields = createFieldCollector(document);
  const rootFields = collectFields([operation.selectionSet]);
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  const rootTypeFields = schema.getRootType(operation.operation)?.getFields() ?? {};
  let data = result.data ?? null;
  const clear = (root: string): Position => {
    const nodes = rootFields.get(root) ?? [];
    const [node] = nodes;
    if (isMutation && data) return clearPayload(data[root], nodes, root, collectFields);
    if (node && isNonNullType(rootTypeFields[node.name.value]?.type)) data = null;
    else if (data) data[root] = null;
    return [nodes, [root]];
  };
  return Object.assign(clear, { data: () => data });
}

function clearPayload(
  payload: unknown,
  nodes: readonly FieldNode[],
  root: string,
  collectFields: CollectAllFields,
): Position {
  let first: Position | undefined;
  const collectSubfields = (parents: readonly FieldNode[]) =>
    collectFields(parents.map(({ selectionSet }) => selectionSet));
  for (const [key, entityNodes] of isObject(payload) ? collectSubfields(nodes) : []) {
    const entity = isObject(payload) ? payload[key] : undefined;
    if (!isObject(entity)) continue;
    for (const [name, fieldNodes] of collectSubfields(entityNodes)) {
      const [node] = fieldNodes;
      if (!node || WRITE_RESULT_FIELDS.has(node.name.value) || !(name in entity)) continue;
      entity[name] = null;
      first ??= [fieldNodes, [root, key, name]];
    }
  }
  return first ?? [nodes, [root]];
}
