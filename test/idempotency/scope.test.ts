import { describe, expect, it } from 'vitest';
import { bearer, codesOf, startTestGateway } from '../support/harness.ts';

describe('an idempotency key', () => {
  it('is separate for a user, an agent and a service with the same id', async () => {
    const gateway = await startTestGateway({ mode: 'service' });
    const send = (role: 'USER' | 'AGENT' | 'SERVICE') =>
      gateway.query(
        `mutation {
          sendMessage(input: { conversationId: "104250001", text: "from ${role}", idempotencyKey: "k" }) {
            message { id }
          }
        }`,
        { headers: bearer(role, 'ana-ortiz') },
      );
    const answers = [await send('USER'), await send('AGENT'), await send('SERVICE')];
    expect(answers.map(codesOf)).toEqual([[], [], []]);
    expect(gateway.calls('messageSend')).toHaveLength(3);
    // The user's key still has the outcome of the user.
    expect((await send('USER')).data).toEqual(answers[0]?.data);
    expect(gateway.calls('messageSend')).toHaveLength(3);
  });

  it('is shared by a user and a service that acts for that user', async () => {
    const gateway = await startTestGateway({ mode: 'service' });
    const send = (headers: Readonly<Record<string, string>>) =>
      gateway.query(
        `mutation {
          sendMessage(input: { conversationId: "104250001", text: "once", idempotencyKey: "k" }) { message { id } }
        }`,
        { headers },
      );
    const own = await send(bearer('USER', 'ana-ortiz'));
    const acting = await send({ ...bearer('SERVICE', 'router'), 'of-user-id': 'ana-ortiz' });
    expect(acting.data).toEqual(own.data);
    expect(gateway.calls('messageSend')).toHaveLength(1);
  });
});
