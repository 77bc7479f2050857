import { GatewayError } from '../../errors.ts';
import { asGroup } from './records.ts';
import { notFound, type ApiResult } from './response.ts';
import { asId, asTimeLike, isObject } from './values.ts';

/**
 * The id and time of a message that was accepted.
 * @throws {GatewayError} `NOT_FOUND`; `UPSTREAM_OUTCOME_UNKNOWN` if the response has no message id
 */
export function decodeSent(result: ApiResult): { messageKey: string; createdAt: number | undefined } {
  if (!result.found) throw notFound(result.missing);
  const { value } = result;
  const messageKey = isObject(value) ? asId(value.messageKey) : undefined;
  if (!isObject(value) || messageKey === undefined) {
    throw new GatewayError('UPSTREAM_OUTCOME_UNKNOWN', { cause: 'the response does not name the message' });
  }
  return { messageKey, createdAt: asTimeLike(value.createdAt) };
}

/**
 * The id of a conversation that was created.
 * @throws {GatewayError} `NOT_FOUND`; `UPSTREAM_OUTCOME_UNKNOWN` if the response is not a conversation
 */
export function decodeCreated(result: ApiResult): { groupId: string } {
  if (!result.found) throw notFound(result.missing);
  const group = asGroup(result.value);
  if (!group) {
    throw new GatewayError('UPSTREAM_OUTCOME_UNKNOWN', {
      cause: 'the response does not name the conversation',
    });
  }
  return { groupId: group.groupId };
}
