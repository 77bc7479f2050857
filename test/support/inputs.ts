import { expect } from 'vitest';
import { badUserInput, type ErrorDetails, type ErrorReason } from '../../src/errors.ts';
import { answerOf, post, startTestGateway } from './harness.ts';

export const UPDATE = 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id } } }';
const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
const CHANGE = `mutation ($input: ChangeConversationStatusInput!) {
  changeConversationStatus(input: $input) { conversation { id } }
}`;
export const USER = 'query ($id: ID!) { user(id: $id) { id } }';
export const USERS = 'query ($ids: [ID!]!) { users(ids: $ids) { id } }';

export const update = (input: object) => [UPDATE, { input: { userId: 'ana-ortiz', ...input } }] as const;
export const send = (input: object) => [SEND, { input: { conversationId: '104250001', ...input } }] as const;
export const change = (input: object) =>
  [CHANGE, { input: { conversationId: '104250001', status: 'OPEN', ...input } }] as const;
export const template = (payload: unknown, templateId = '9') => ({ template: { templateId, payload } });

/** Expects one error for an argument, with its position and reason, before any REST call. */
export async function expectRejected(
  document: string,
  variables: object | string,
  argument: string,
  reason: ErrorReason<'BAD_USER_INPUT'>,
  details: ErrorDetails = {},
): Promise<void> {
  const gateway = await startTestGateway({ mode: 'trusted' });
  // Numbers that JavaScript cannot represent are given as JSON text.
  const text = typeof variables === 'string' ? variables : JSON.stringify(variables);
  const body = `{"query":${JSON.stringify(document)},"variables":${text}}`;
  const answer = await answerOf(await gateway.fetch(post(body)));
  expect(answer.errors.map(({ message, extensions }) => ({ message, ...extensions }))).toEqual([
    {
      message: badUserInput(argument, reason, details).message,
      code: 'BAD_USER_INPUT',
      retryable: false,
      argument,
      reason,
      ...details,
    },
  ]);
  expect(gateway.calls()).toEqual([]);
}
