import { badUserInput, GatewayError } from '../errors.ts';
import type { Principal } from './principal.ts';

/** The fields of a message that permissions depend on, as the schema's input has them. */
interface OutgoingMessage {
  readonly senderId?: string | null | undefined;
  readonly metadata?: object | null | undefined;
  readonly actionable?: { readonly template?: unknown } | null | undefined;
  readonly format?: string | null | undefined;
}

/**
 * The user that a mutation acts as: the requested one, by default the user that the request acts for. Only a `SERVICE`
 * may request another user.
 * @param argument the position of the requested id in the arguments, for errors
 * @throws {GatewayError} `FORBIDDEN` for another user; `BAD_USER_INPUT` if there is no user at all
 */
export function actorOf(
  { role, actingUserId }: Principal,
  requestedId: string | null | undefined,
  argument: string,
): string {
  const actorId = requestedId ?? actingUserId;
  if (actorId === undefined) throw badUserInput(argument, 'required');
  if (role !== 'SERVICE' && actorId !== actingUserId)
    throw new GatewayError('FORBIDDEN', { argument, access: { role } });
  return actorId;
}

/**
 * Checks what a `USER` may send, as far as the token alone decides. Other roles may send anything, but only as a sender
 * that `actorOf` allows.
 * @param allowedKeys the metadata keys that a `USER` may set; `prefix*` allows all keys with that prefix
 * @throws {GatewayError} `FORBIDDEN` with the position of the value in the arguments
 */
export function checkSenderRights(
  principal: Principal,
  { senderId, metadata, actionable, format }: OutgoingMessage,
  allowedKeys: readonly string[],
): void {
  actorOf(principal, senderId, 'input.senderId');
  checkMetadataKeys(principal, metadata, allowedKeys);
  if (principal.role !== 'USER') return;
  // The chat widget shows it as HTML: a customer could put markup into the pages of others.
  if (format === 'HTML')
    throw new GatewayError('FORBIDDEN', { argument: 'input.format', access: { role: 'USER' } });
  if (!actionable) return;
  // The gateway does not know what the payload of an unknown template does when a recipient taps it.
  if (actionable.template)
    throw new GatewayError('FORBIDDEN', { argument: 'input.actionable.template', access: { role: 'USER' } });
  for (const [argument, replyMetadata] of replyMetadataIn(actionable, 'input.actionable')) {
    checkMetadataKeys(principal, replyMetadata, allowedKeys, argument);
  }
}

/** The fields of a new conversation that permissions depend on, as the schema's input has them. */
interface NewConversation {
  readonly participantIds: readonly string[];
  readonly assigneeId?: string | null | undefined;
  readonly metadata?: object | null | undefined;
}

/**
 * Checks which conversation a `USER` may create: one with exactly itself, without an assignee.
 * @param allowedKeys the metadata keys that a `USER` may set; `prefix*` allows all keys with that prefix
 * @throws {GatewayError} `FORBIDDEN` with the position of the value in the arguments
 */
export function checkCreatorRights(
  principal: Principal,
  { participantIds, assigneeId, metadata }: NewConversation,
  allowedKeys: readonly string[],
): void {
  const { role, actingUserId } = principal;
  if (role !== 'USER') return;
  const deny = (argument: string) => new GatewayError('FORBIDDEN', { argument, access: { role } });
  if (participantIds.length !== 1 || participantIds[0] !== actingUserId) throw deny('input.participantIds');
  if (assigneeId != null) throw deny('input.assigneeId');
  checkMetadataKeys(principal, metadata, allowedKeys);
}

/**
 * A conversation can be assigned to an agent or a bot. A REST API that sends no `roleType` decides itself.
 * @param target the new assignee; null if there is no such user
 * @throws {GatewayError} `NOT_FOUND` (`user`); `BAD_USER_INPUT` (`not-an-agent`)
 */
export function assertAssignable(
  target: { readonly roleType: number | undefined } | null,
  argument: string,
): void {
  if (!target) throw new GatewayError('NOT_FOUND', { argument, reason: 'user' });
  if (target.roleType === END_USER_ROLE_TYPE) throw badUserInput(argument, 'not-an-agent');
}

/** Each `replyMetadata` of a template, with its position: it becomes metadata of the message that a tap sends. */
function* replyMetadataIn(value: unknown, argument: string): Generator<readonly [string, object]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const childArgument = `${argument}.${key}`;
    if (key === 'replyMetadata') yield [childArgument, child as object];
    else yield* replyMetadataIn(child, childArgument);
  }
}

/**
 * Metadata decides how Kommunicate routes a conversation, so a `USER` may set only the allowed keys.
 * @throws {GatewayError} `FORBIDDEN` for the first key that is not allowed
 */
export function checkMetadataKeys(
  { role }: Principal,
  metadata: object | null | undefined,
  allowedKeys: readonly string[],
  argument = 'input.metadata',
): void {
  if (role !== 'USER') return;
  const isAllowed = (key: string) =>
    allowedKeys.some((allowed) =>
      allowed.endsWith('*') ? key.startsWith(allowed.slice(0, -1)) : key === allowed,
    );
  const forbiddenKey = Object.keys(metadata ?? {}).find((key) => !isAllowed(key));
  if (forbiddenKey !== undefined) {
    throw new GatewayError('FORBIDDEN', { argument: `${argument}.${forbiddenKey}`, access: { role } });
  }
}

/** REST `roleType` of an end user (wire-facts 9). */
const END_USER_ROLE_TYPE = 3;

/**
 * An `AGENT` may update end users, but neither agents nor bots.
 * @param target the user to update; null if there is no such user
 * @throws {GatewayError} `NOT_FOUND` (`user`); `FORBIDDEN`
 */
export function assertEndUser(target: { readonly roleType: number | undefined } | null): void {
  if (!target) throw new GatewayError('NOT_FOUND', { reason: 'user' });
  if (target.roleType !== undefined && target.roleType !== END_USER_ROLE_TYPE) {
    throw new GatewayError('FORBIDDEN', { access: { role: 'AGENT' } });
  }
}
