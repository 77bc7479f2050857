import { get } from 'node:http';
import { describe, expect, it } from 'vitest';
import { EMULATOR_API_KEY } from '../../src/emulator/index.ts';
import { DOCUMENTED_CALLS } from '../fixtures/documented-calls.ts';
import { as, errorCodeOf, start } from './start-emulator.ts';

describe('the documented calls', () => {
  /** Replaces the documented ids by ids of the seed. */
  const withIds = (body: object) =>
    JSON.stringify(body)
      .replace('lena-fox', 'ana-ortiz')
      .replace('omar-diaz', 'ben-carter')
      .replace('a group id', '104250001')
      .replace('a sender id', 'ana-ortiz');

  it.each(DOCUMENTED_CALLS)('are accepted: $shownAt', async ({ path, body }) => {
    const { emulator, call } = await start({ shape: 'documented' });
    const response = await call(path, withIds(body), as('ana-ortiz'));
    expect(response.status).toBe(200);
    expect(response.json().status ?? 'bare').not.toBe('error');
    if (path.endsWith('/send')) expect(emulator.messages).toHaveLength(1);
    for (const { metadata } of emulator.messages)
      expect(metadata).toEqual((body as { metadata?: object }).metadata ?? {});
  });
});

describe('the front server of the API', () => {
  it.each([
    ['no key', { 'api-key': '' }, 'No API key found in request'],
    ['a wrong key', { 'api-key': 'x' }, 'Invalid authentication credentials'],
  ])('rejects %s with 401', async (_name, headers, message) => {
    const { call } = await start();
    const response = await call('/rest/ws/user/v2/detail', { userIdList: [] }, { headers });
    expect([response.status, response.json()]).toEqual([401, { message }]);
    expect(response.headers.get('www-authenticate')).toBe('Key realm="kong"');
  });

  it('accepts the key in the query too, and a key from the options', async () => {
    const { call } = await start({ apiKey: 'mine' });
    const headers = { 'api-key': '' };
    expect((await call('/rest/ws/user/v2/detail?apiKey=mine', { userIdList: [] }, { headers })).status).toBe(
      200,
    );
    expect((await call('/rest/ws/user/v2/detail', { userIdList: [] })).status).toBe(401);
  });

  it('rejects an unknown path or method', async () => {
    const { call } = await start();
    expect((await call('/rest/ws/user/v3/detail', {})).status).toBe(404);
    const response = await call('/rest/ws/user/v2/detail', undefined, { method: 'GET' });
    expect(errorCodeOf(response.json())).toEqual(['error', 'AL-MA-01']);
  });

  it('rejects a body of more than a mebibyte', async () => {
    const { call } = await start();
    expect((await call('/rest/ws/user/v2/detail', ' '.repeat(1024 * 1024 + 1))).status).toBe(413);
  });
});

describe('the message store', () => {
  it('drops the oldest messages at its limit', async () => {
    const { call, emulator } = await start({ maxCalls: 2 });
    for (const message of ['1', '2', '3']) {
      await call('/rest/ws/message/v2/send', { groupId: '104250001', message, fromUserName: 'ana-ortiz' });
    }
    expect(emulator.messages.map(({ message }) => message)).toEqual(['2', '3']);
  });
});

describe('the call log', () => {
  it('records every call as received, and drops the oldest at its limit', async () => {
    const { emulator, detail } = await start({ maxCalls: 2 });
    await detail('a');
    await detail('b');
    await detail('c');
    expect(emulator.calls.map(({ body }) => body)).toEqual(['{"userIdList":["b"]}', '{"userIdList":["c"]}']);
    expect(emulator.calls[0]).toMatchObject({
      endpoint: 'userDetail',
      method: 'POST',
      path: '/rest/ws/user/v2/detail',
    });
  });

  it('can be read over HTTP without the key, and is cleared by a reset with everything else', async () => {
    const { emulator, call, detail } = await start();
    const fresh = await detail('ana-ortiz');
    await call('/rest/ws/user/update', { displayName: 'A' }, as('ana-ortiz'));
    const read = await call('/__emulator/calls', undefined, { method: 'GET' });
    expect(read.json()).toMatchObject([
      { endpoint: 'userDetail' },
      { endpoint: 'userUpdate', body: '{"displayName":"A"}' },
    ]);
    expect(read.text).not.toContain(EMULATOR_API_KEY);
    await call('/rest/ws/user/v2/detail?v=1&apiKey=SECRET', { userIdList: [] });
    const again = await call('/__emulator/calls', undefined, { method: 'GET' });
    expect(again.json().at(-1).path).toBe('/rest/ws/user/v2/detail?v=1&apiKey=…');
    emulator.fault({ kind: 'answer' });
    expect((await call('/__emulator/reset', {})).status).toBe(200);
    expect(emulator.calls).toEqual([]);
    expect(await detail('ana-ortiz')).toEqual(fresh);
  });
});

describe('pages of other sites', () => {
  it('may not use another name of this machine', async () => {
    const { emulator } = await start();
    const statusFor = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const options = { headers: { host } };
        get(`${emulator.url}/__emulator/calls`, options, (response) => {
          resolve(response.resume().statusCode);
        }).once('error', reject);
      });
    const { port } = new URL(emulator.url);
    expect(await statusFor(`evil.example:${port}`)).toBe(403);
    for (const host of ['localhost', '127.0.0.1', '[::1]'])
      expect(await statusFor(`${host}:${port}`)).toBe(200);
  });

  it('may neither read the calls nor reset the emulator', async () => {
    const { emulator, call, detail } = await start();
    await detail('ana-ortiz');
    const headers = { origin: 'https://evil.example' };
    expect((await call('/__emulator/reset', {}, { headers })).status).toBe(403);
    expect((await call('/__emulator/calls', undefined, { method: 'GET', headers })).status).toBe(403);
    expect(emulator.calls).toHaveLength(1);
  });
});

describe('the seed', () => {
  it('is the same in every emulator', async () => {
    const [one, other] = [await start(), await start()];
    const ids = ['ana-ortiz', 'felix-brandt', 'hearth-bot', 'owen.hughes@hearth.example'];
    expect(await one.detail(...ids)).toEqual(await other.detail(...ids));
    expect((await one.detail(...ids)).response).toHaveLength(4);
  });
});
