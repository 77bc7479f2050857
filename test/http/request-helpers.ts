import { expect } from 'vitest';
import { answerOf, startTestGateway, type TestGatewayOptions } from '../support/harness.ts';

export const VIEWER = '{ viewer { id } }';
export const MUTATION =
  'mutation { sendMessage(input: { conversationId: "104250001", text: "Hi" }) { message { id } } }';

export const url = (path: string) => new Request(`http://gateway${path}`);
export const get = (query: string, headers: Readonly<Record<string, string>> = {}) =>
  new Request(`http://gateway/graphql?${new URLSearchParams({ query }).toString()}`, { headers });

/** The error of a rejected request. Checks that the request caused no REST call. */
export async function refusal(request: Request, options: TestGatewayOptions = {}) {
  const gateway = await startTestGateway(options);
  const response = await gateway.fetch(request);
  const { status, headers, data, errors } = await answerOf(response);
  expect(data).toBeUndefined();
  expect(errors).toHaveLength(1);
  expect(gateway.calls()).toEqual([]);
  return { status, headers, ...errors[0]?.extensions };
}
