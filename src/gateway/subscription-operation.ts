import {
  getArgumentValues,
  Kind,
  visit,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { hash } from 'node:crypto';
import type { Principal } from '../auth/principal.ts';
import { badUserInput, limitExceeded } from '../errors.ts';
import { reachableDefinitions } from '../graphql/documents/fragments.ts';
import type { PreparedOperation } from '../http/request-state.ts';
import { checkId } from '../lib/input-checks.ts';
import { parseEventCursor } from '../live/event-position.ts';
import type { SubscriptionTarget } from '../live/subscriptions.ts';

/* What the operation of a subscription asks for, and which subscribers can share its results. */

/** Maximum number of ids in `userChanged`. */
const MAX_USER_IDS = 60;

type Statuses = Extract<SubscriptionTarget, { readonly field: 'inboxEvents' }>['statuses'];

/** What a request says about its subscription. */
export interface OperationRequest {
  readonly prepared: PreparedOperation;
  /** The coerced variables. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  /** The header `Last-Event-ID`. */
  readonly lastEventId: string | undefined;
}

/** The root field of a subscription, in the document and in the schema. */
export interface RootField {
  readonly node: FieldNode;
  readonly field: GraphQLField<unknown, unknown>;
}

export function rootFieldOf({ document, operation }: PreparedOperation, schema: GraphQLSchema): RootField {
  const node = firstField(document, operation);
  const field = node && schema.getSubscriptionType()?.getFields()[node.name.value];
  if (!node || !field) throw new Error('the subscription has no root field');
  return { node, field };
}

/**
 * The checked arguments of the root field, and the key of the audience.
 * @throws {GatewayError} `BAD_USER_INPUT` or `LIMIT_EXCEEDED` for an argument that is not valid
 */
export function targetOf(
  { node, field }: RootField,
  { prepared, variables, principal, lastEventId }: OperationRequest,
): SubscriptionTarget {
  const args = getArgumentValues(field, node, variables);
  const selected = selectedNames(prepared);
  const readsViewer = selected.has('unreadCount');
  const { apiKey, role, actingUserId } = principal;
  const isPersonal = role === 'USER' || readsViewer;
  const { after, ...shared } = args;
  const key = hash(
    'sha256',
    JSON.stringify([
      documentKey(prepared),
      shared,
      otherVariables(node, prepared, variables),
      role,
      isPersonal ? actingUserId : null,
    ]),
    'base64url',
  );
  switch (field.name) {
    case 'conversationEvents': {
      const groupId = checkId(args.conversationId as string, 'conversationId');
      const cursor = lastEventId ?? (after as string | null | undefined) ?? undefined;
      const position =
        cursor === undefined ? undefined : parseEventCursor(cursor, { secret: apiKey, groupId });
      if (cursor !== undefined && !position) throw badUserInput('after', 'not-a-cursor');
      return {
        field: 'conversationEvents',
        key,
        groupId,
        after: position && cursor !== undefined ? { position, cursor } : undefined,
        selectsPreviousCursor: selected.has('previousCursor'),
        readsViewer,
      };
    }
    case 'inboxEvents':
      return { field: 'inboxEvents', key, statuses: (args.statuses as Statuses | null | undefined) ?? [] };
    default: {
      const ids = args.ids as readonly string[];
      if (ids.length > MAX_USER_IDS) throw limitExceeded('ids', MAX_USER_IDS);
      ids.forEach((id, index) => checkId(id, `ids.${index}`));
      return { field: 'userChanged', key, userIds: [...new Set(ids)] };
    }
  }
}

/** The root field of a subscription. A valid one has exactly one, possibly in a fragment. */
function firstField(
  document: PreparedOperation['document'],
  operation: PreparedOperation['operation'],
): FieldNode | undefined {
  let found: FieldNode | undefined;
  for (const definition of reachableDefinitions(document, operation)) {
    visit(definition, {
      Field(node) {
        found ??= node;
        return false;
      },
    });
    if (found) return found;
  }
  return undefined;
}

const names = new WeakMap<object, ReadonlySet<string>>();

/** The names of all fields that an operation selects. */
function selectedNames({ document, operation }: PreparedOperation): ReadonlySet<string> {
  const known = names.get(operation);
  if (known) return known;
  const selected = new Set<string>();
  for (const definition of reachableDefinitions(document, operation)) {
    visit(definition, { Field: ({ name }) => void selected.add(name.value) });
  }
  names.set(operation, selected);
  return selected;
}

const keys = new WeakMap<object, string>();

/** A hash of the operation. Equal operations of different documents have the same one. */
function documentKey({ document, operation }: PreparedOperation): string {
  let key = keys.get(operation);
  if (key === undefined) {
    const definitions = [...reachableDefinitions(document, operation)];
    const text = JSON.stringify(definitions, (name, value: unknown) => (name === 'loc' ? undefined : value));
    key = hash('sha256', text, 'base64url');
    keys.set(operation, key);
  }
  return key;
}

/**
 * The variables without the one that is the argument `after`, and nothing else: the subscribers of an audience differ in
 * it.
 */
function otherVariables(
  node: FieldNode,
  prepared: PreparedOperation,
  variables: Readonly<Record<string, unknown>>,
) {
  const after = node.arguments?.find(({ name }) => name.value === 'after')?.value;
  if (after?.kind !== Kind.VARIABLE || usesOf(after.name.value, prepared) > 1) return variables;
  const { [after.name.value]: _after, ...others } = variables;
  return others;
}

/** How often the fields of an operation use a variable. */
function usesOf(variable: string, { document, operation }: PreparedOperation): number {
  let uses = 0;
  for (const { selectionSet } of reachableDefinitions(document, operation)) {
    visit(selectionSet, {
      Variable: ({ name }) => {
        if (name.value === variable) uses += 1;
      },
    });
  }
  return uses;
}
