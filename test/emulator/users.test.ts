import { describe, expect, it } from 'vitest';
import { DOCUMENTED_USER } from '../fixtures/documented-calls.ts';
import { as, errorCodeOf, start } from './start-emulator.ts';

describe('POST /rest/ws/user/v2/detail', () => {
  it('returns a list of the eleven documented fields without an envelope in the documented shape', async () => {
    const { detail } = await start({ shape: 'documented' });
    const users = await detail('ana-ortiz');
    expect(Object.keys(users[0] as object)).toEqual(Object.keys(DOCUMENTED_USER));
  });

  it('returns an envelope and further fields in the live shape', async () => {
    const { detail } = await start();
    expect(await detail('ana-ortiz')).toMatchObject({
      status: 'success',
      generatedAt: Date.parse('2026-01-15T09:30:00Z'),
      response: [
        {
          userId: 'ana-ortiz',
          userName: 'Ana Ortiz',
          displayName: 'Ana Ortiz',
          email: 'ana-ortiz@example.com',
          status: 1,
          roleType: 3,
          metadata: { plan: 'free' },
        },
      ],
    });
  });

  it('omits unknown users and unset fields, and returns a repeated id once', async () => {
    const { detail } = await start({ shape: 'documented' });
    const users = await detail('missing', 'keiko-tanaka', 'keiko-tanaka');
    expect(users).toHaveLength(1);
    expect(users[0]).not.toHaveProperty('userName');
    expect(await detail('missing')).toEqual([]);
    expect(await detail('ANA-ORTIZ')).toEqual([]);
  });
});

describe('POST /rest/ws/user/update', () => {
  it('changes only the given fields of the user in the header, and merges metadata', async () => {
    const { call, detail } = await start();
    const response = await call(
      '/rest/ws/user/update',
      { email: 'new@example.com', metadata: { seat: 4 } },
      as('ana-ortiz'),
    );
    expect(response.json()).toMatchObject({ status: 'success', response: 'success' });
    expect((await detail('ana-ortiz')).response[0]).toMatchObject({
      displayName: 'Ana Ortiz',
      email: 'new@example.com',
      metadata: { plan: 'free', seat: '4' },
    });
  });

  it.each([
    ['no user', undefined, {}, 'AL-U-01'],
    ['an unknown user', 'missing', {}, 'AL-U-01'],
    ['an agent', 'mira.patel@hearth.example', { displayName: 'M' }, 'EMU-02'],
    ['a name that is a number', 'ana-ortiz', { displayName: 7 }, 'EMU-01'],
    ['metadata that is a list', 'ana-ortiz', { metadata: [] }, 'EMU-01'],
    ['metadata with an object inside', 'ana-ortiz', { metadata: { a: {} } }, 'EMU-01'],
    ['a body that is not JSON', 'ana-ortiz', '{', 'EMU-03'],
    ['a body that is a list', 'ana-ortiz', '[]', 'EMU-03'],
  ])('rejects %s with 200 and an error envelope, and changes nothing', async (_name, userId, body, code) => {
    const { call, detail } = await start();
    const before = await detail('ana-ortiz', 'mira.patel@hearth.example');
    const response = await call('/rest/ws/user/update', body, userId === undefined ? {} : as(userId));
    expect(response.status).toBe(200);
    expect(errorCodeOf(response.json())).toEqual(['error', code]);
    expect(await detail('ana-ortiz', 'mira.patel@hearth.example')).toEqual(before);
  });
});
