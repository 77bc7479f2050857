import { describe, expect, it, onTestFinished } from 'vitest';
import { createGateway } from '../../src/gateway/gateway.ts';
import { GatewayError } from '../../src/errors.ts';
import { startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { sweptLogger } from '../support/sweep.ts';

async function responseWith(reason: Error) {
  const emulator = await startEmulator();
  const client = createClient({ baseUrl: emulator.url });
  onTestFinished(async () => {
    await client.close();
    await emulator.close();
  });
  const verifyToken = async () => {
    throw reason;
  };
  const identity = { mode: 'service', apiKey: emulator.apiKey, verifyToken } as const;
  const gateway = createGateway({ client, identity, logger: sweptLogger() });
  const headers = { authorization: 'Bearer a-token' };
  const response = await gateway.fetch(new Request('http://gateway/graphql?query={__typename}', { headers }));
  const { errors } = (await response.json()) as {
    errors: { extensions: { code: string; reason: string } }[];
  };
  return { response, extensions: errors[0]?.extensions, calls: emulator.calls.length };
}

describe('a verifier of your own', () => {
  it.each([undefined, 'token-expired'] as const)(
    'that rejects a token as UNAUTHENTICATED gives 401, for the reason %s',
    async (reason) => {
      const error = new GatewayError('UNAUTHENTICATED', reason && { reason });
      const { response, extensions, calls } = await responseWith(error);
      expect([response.status, extensions?.code, extensions?.reason, calls]).toEqual([
        401,
        'UNAUTHENTICATED',
        reason ?? 'token-invalid',
        0,
      ]);
      expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
    },
  );

  it('keeps the status that it gives', async () => {
    const error = new GatewayError('UNAUTHENTICATED', { http: { status: 419 } });
    expect((await responseWith(error)).response.status).toBe(419);
  });

  it('that fails in another way is an internal error', async () => {
    const { response, extensions } = await responseWith(new Error('the session store is down'));
    expect([response.status, extensions?.code]).toEqual([500, 'INTERNAL_SERVER_ERROR']);
  });
});
