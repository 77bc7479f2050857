import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { checkAccount } from '../../src/kommunicate/check-account.ts';

describe('the check of an account', () => {
  it('gives its key and its time to one call, and cancels the call after that time', async () => {
    const report = await checkAccount(
      {
        async getUsers(userIds, { apiKey, signal, remainingMs }) {
          expect([userIds, apiKey]).toEqual([['kommunicate-graphql-startup-check'], 'a-key']);
          expect(remainingMs?.()).toBeLessThanOrEqual(20);
          return new Promise((_resolve, reject) => {
            signal?.addEventListener('abort', () => reject(signal.reason as Error));
          });
        },
      },
      'a-key',
      20,
    );
    expect(report).toEqual({
      isAccepted: false,
      code: 'UPSTREAM_TIMEOUT',
      message: 'The REST API did not respond in time.',
      response: 'no response in 20 ms',
    });
  });

  it('accepts any list of users', async () => {
    expect(await checkAccount({ getUsers: async () => [] }, 'a-key', 1000)).toEqual({ isAccepted: true });
  });

  it('has the code of an error without a cause', async () => {
    const getUsers = () => Promise.reject(new GatewayError('UPSTREAM_AUTH_FAILED'));
    expect(await checkAccount({ getUsers }, 'a-key', 1000)).toMatchObject({
      code: 'UPSTREAM_AUTH_FAILED',
      response: 'UPSTREAM_AUTH_FAILED',
    });
  });
});
