import { get } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EMULATOR_API_KEY, startEmulator, type EmulatorOptions } from '../../src/emulator/index.ts';
import { DOCUMENTED_CALLS, DOCUMENTED_USER } from '../fixtures/documented-calls.ts';

interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function start(options: EmulatorOptions = {}) {
  const emulator = await startEmulator({ shape: 'live', ...options });
  onTestFinished(() => emulator.close());
  const call = async (path: string, body: unknown, { method = 'POST', headers = {} }: CallOptions = {}) => {
    const response = await fetch(emulator.url + path, {
      method,
      headers: { 'content-type': 'application/json', 'api-key': EMULATOR_API_KEY, ...headers },
      ...(method !== 'GET' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: (): any => JSON.parse(text) };
  };
  const detail = async (...userIdList: string[]) =>
    (await call('/rest/ws/user/v2/detail', { userIdList })).json();
  return { emulator, call, detail };
}

const as = (ofUserId: string) => ({ headers: { 'Of-User-Id': ofUserId } });
const errorCodeOf = (body: any) => [body.status, body.errorResponse[0].errorCode];

describe('the documented calls', () => {
  /** With ids of the seeded world. */
  const withIds = (body: object) =>
    JSON.stringify(body)
      .replace('lena-fox', 'ana-ortiz')
      .replace('omar-diaz', 'ben-carter')
      .replace('a group id', '104250001')
      .replace('a sender id', 'ana-ortiz');

  it.each(DOCUMENTED_CALLS)('are accepted: $shownAt', async ({ path, body }) => {
    const { emulator, call } = await start({ shape: 'documented' });
    const answer = await call(path, withIds(body), as('ana-ortiz'));
    expect(answer.status).toBe(200);
    expect(answer.json().status ?? 'bare').not.toBe('error');
    if (path.endsWith('/send')) expect(emulator.messages).toHaveLength(1);
    for (const { metadata } of emulator.messages)
      expect(metadata).toEqual((body as { metadata?: object }).metadata ?? {});
  });
});

describe('POST /rest/ws/user/v2/detail', () => {
  it('answers a bare list of the eleven documented fields, in the documented shape', async () => {
    const { detail } = await start({ shape: 'documented' });
    const users = await detail('ana-ortiz');
    expect(Object.keys(users[0] as object)).toEqual(Object.keys(DOCUMENTED_USER));
  });

  it('answers an envelope, with more fields, in the live shape', async () => {
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

  it('leaves unknown users and unset fields out, and answers a repeated id once', async () => {
    const { detail } = await start({ shape: 'documented' });
    const users = await detail('nobody', 'keiko-tanaka', 'keiko-tanaka');
    expect(users).toHaveLength(1);
    expect(users[0]).not.toHaveProperty('userName');
    expect(await detail('nobody')).toEqual([]);
    expect(await detail('ANA-ORTIZ')).toEqual([]);
  });
});

describe('POST /rest/ws/user/update', () => {
  it('changes the user of the header, only in the given fields, and merges metadata', async () => {
    const { call, detail } = await start();
    const answer = await call(
      '/rest/ws/user/update',
      { email: 'new@example.com', metadata: { seat: 4 } },
      as('ana-ortiz'),
    );
    expect(answer.json()).toMatchObject({ status: 'success', response: 'success' });
    expect((await detail('ana-ortiz')).response[0]).toMatchObject({
      displayName: 'Ana Ortiz',
      email: 'new@example.com',
      metadata: { plan: 'free', seat: '4' },
    });
  });

  it.each([
    ['no user', undefined, {}, 'AL-U-01'],
    ['an unknown user', 'nobody', {}, 'AL-U-01'],
    ['an agent', 'mira.patel@hearth.example', { displayName: 'M' }, 'EMU-02'],
    ['a name that is a number', 'ana-ortiz', { displayName: 7 }, 'EMU-01'],
    ['metadata that is a list', 'ana-ortiz', { metadata: [] }, 'EMU-01'],
    ['metadata with an object inside', 'ana-ortiz', { metadata: { a: {} } }, 'EMU-01'],
    ['a body that is not JSON', 'ana-ortiz', '{', 'EMU-03'],
    ['a body that is a list', 'ana-ortiz', '[]', 'EMU-03'],
  ])('refuses %s with 200 and an error envelope, and changes nothing', async (_name, userId, body, code) => {
    const { call, detail } = await start();
    const before = await detail('ana-ortiz', 'mira.patel@hearth.example');
    const answer = await call('/rest/ws/user/update', body, userId === undefined ? {} : as(userId));
    expect(answer.status).toBe(200);
    expect(errorCodeOf(answer.json())).toEqual(['error', code]);
    expect(await detail('ana-ortiz', 'mira.patel@hearth.example')).toEqual(before);
  });
});

describe('POST /rest/ws/message/v2/send', () => {
  const path = '/rest/ws/message/v2/send';
  const hi = { groupId: '104250001', message: 'Good morning', fromUserName: 'ana-ortiz' };

  it('stores the message, and answers its key and time', async () => {
    const { call, emulator } = await start();
    const { response } = (await call(path, hi)).json();
    expect(response.messageKey).toMatch(/^5-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-1768469401000$/);
    expect(response.createdAt).toBe(Date.parse('2026-01-15T09:30:01Z'));
    expect(emulator.messages).toMatchObject([{ key: response.messageKey, message: 'Good morning' }]);
  });

  it('answers them bare in the documented shape', async () => {
    const { call } = await start({ shape: 'documented' });
    expect(Object.keys((await call(path, hi)).json() as object)).toEqual(['messageKey', 'createdAt']);
  });

  it('takes a group id that is a number, and a payload that lacks a brace, such as the documented one', async () => {
    const { call, emulator } = await start();
    const payload = '[{"title":"Yes","message":"Gladly.",{"title":"No "}]';
    await call(path, { ...hi, groupId: 104250001, metadata: { templateId: '6', payload } });
    expect(emulator.messages[0]?.metadata.payload).toBe(payload);
  });

  it.each([
    ['an unknown group', { ...hi, groupId: '1' }, 'AL-G-01'],
    ['no group', { ...hi, groupId: undefined }, 'AL-G-01'],
    ['an unknown sender', { ...hi, fromUserName: 'nobody' }, 'AL-U-01'],
    ['neither message nor metadata', { ...hi, message: '' }, 'EMU-01'],
    ['a message that is a number', { ...hi, message: 7 }, 'EMU-01'],
  ])('refuses %s, and stores nothing', async (_name, body, code) => {
    const { call, emulator } = await start();
    expect(errorCodeOf((await call(path, body)).json())).toEqual(['error', code]);
    expect(emulator.messages).toEqual([]);
  });
});

describe('POST /rest/ws/group/update', () => {
  const path = '/rest/ws/group/update';
  const close = { groupId: '104250001', metadata: { CONVERSATION_STATUS: '2' } };

  it('accepts a status as a string', async () => {
    const { call } = await start();
    const answer = await call(path, close, as('mira.patel@hearth.example'));
    expect(answer.json()).toMatchObject({ status: 'success', response: 'success' });
  });

  it.each([
    ['an unknown group', { ...close, groupId: 'x' }, 'mira.patel@hearth.example', 'AL-G-01'],
    ['an unknown actor', close, 'nobody', 'AL-UN-01'],
    ['a status nobody knows', { ...close, metadata: { CONVERSATION_STATUS: '8' } }, 'ana-ortiz', 'EMU-01'],
  ])('refuses %s', async (_name, body, actor, code) => {
    const { call } = await start();
    expect(errorCodeOf((await call(path, body, as(actor))).json())).toEqual(['error', code]);
  });
});

describe('what is read of conversations', () => {
  const GET = { method: 'GET' };
  const listOf = async (call: Awaited<ReturnType<typeof start>>['call'], query: string) =>
    (await call(`/rest/ws/message/list?groupId=104250001&${query}`, undefined, GET)).json();

  it('is a group in an envelope, whose id is a number', async () => {
    const { call } = await start();
    const { response } = (await call('/rest/ws/group/v2/info?groupId=104250001', undefined, GET)).json();
    expect(response).toMatchObject({
      id: 104250001,
      clientGroupId: '104250001',
      name: 'Oak table · Ana Ortiz',
      membersId: ['mira.patel@hearth.example', 'hearth-bot', 'ana-ortiz'],
      groupUsers: [
        { userId: 'mira.patel@hearth.example', role: 1 },
        { role: 2 },
        { userId: 'ana-ortiz', role: 3 },
      ],
      type: 10,
      metadata: { CONVERSATION_STATUS: '0', CONVERSATION_ASSIGNEE: 'mira.patel@hearth.example' },
    });
    const missing = await call('/rest/ws/group/v2/info?groupId=7', undefined, GET);
    expect(errorCodeOf(missing.json())).toEqual(['error', 'AL-G-01']);
  });

  it('is several groups for several ids, without those that there are not', async () => {
    const { call } = await start();
    const { response } = (
      await call('/rest/ws/group/v3/info', { groupIds: ['104250002', '7', '104250001'] })
    ).json();
    expect(response.map(({ id }: { id: number }) => id)).toEqual([104250001, 104250002]);
    expect(errorCodeOf((await call('/rest/ws/group/v3/info', { groupIds: 7 })).json())).toEqual([
      'error',
      'EMU-01',
    ]);
  });

  it('is a bare page of messages, newest first, with their authors', async () => {
    const { call } = await start();
    const page = await listOf(call, 'pageSize=3');
    expect(Object.keys(page as object)).toEqual(['message', 'userDetails', 'groupFeeds', 'conversationPxys']);
    expect(page.message).toHaveLength(3);
    expect(page.message[0]).toMatchObject({
      groupId: 104250001,
      contactIds: expect.any(String),
      contentType: 0,
    });
    const times = page.message.map(({ createdAtTime }: { createdAtTime: number }) => createdAtTime);
    expect(times).toEqual(times.toSorted((one: number, other: number) => other - one));
    const authors = page.userDetails.map(({ userId }: { userId: string }) => userId);
    expect(authors).toEqual(expect.arrayContaining(['ana-ortiz', 'mira.patel@hearth.example']));
  });

  it.each([
    [false, 0],
    [true, 1],
  ])('ends before a time, or at it (inclusive: %s)', async (endTimeInclusive, kept) => {
    const { call } = await start({ endTimeInclusive });
    const [newest, second] = (await listOf(call, 'pageSize=2')).message;
    const page = await listOf(call, `pageSize=2&endTime=${newest.createdAtTime}`);
    expect(page.message[kept].key).toBe(second.key);
  });

  it('has three pages of twenty in the first conversation, which end between messages of one millisecond', async () => {
    const { call } = await start();
    const { message } = await listOf(call, 'pageSize=100');
    expect(message).toHaveLength(70);
    const times = message.map(({ createdAtTime }: { createdAtTime: number }) => createdAtTime);
    expect([times[19] === times[20], times[39] === times[40]]).toEqual([true, true]);
  });

  it('is an inbox of conversations by their latest messages, of some statuses or of all', async () => {
    const { call } = await start();
    const path = '/rest/ws/group/support';
    const { response } = (await call(`${path}?pageSize=60`, undefined, GET)).json();
    expect([response.groupFeeds.length, response.message.length]).toEqual([60, 60]);
    expect(response.groupFeeds.map(({ id }: { id: number }) => id)).toEqual(
      response.message.map(({ groupId }: { groupId: number }) => groupId),
    );
    const some = (await call(`${path}?pageSize=60&status=3&status=7`, undefined, GET)).json().response
      .groupFeeds;
    const statuses = some.map(({ metadata }: any) => metadata.CONVERSATION_STATUS);
    expect(new Set(statuses)).toEqual(new Set(['3', '7']));
  });

  it('has what is sent at once', async () => {
    const { call } = await start();
    const sent = { groupId: '104250001', message: 'Hi', fromUserName: 'ana-ortiz' };
    const { messageKey } = (await call('/rest/ws/message/v2/send', sent)).json().response;
    expect((await listOf(call, 'pageSize=1')).message[0]).toMatchObject({ key: messageKey, message: 'Hi' });
    const { response } = (await call('/rest/ws/group/support?pageSize=1', undefined, GET)).json();
    expect(response.message[0].key).toBe(messageKey);
  });
});

describe('the front of the API', () => {
  it.each([
    ['no key', { 'api-key': '' }, 'No API key found in request'],
    ['a wrong key', { 'api-key': 'x' }, 'Invalid authentication credentials'],
  ])('refuses %s with 401', async (_name, headers, message) => {
    const { call } = await start();
    const answer = await call('/rest/ws/user/v2/detail', { userIdList: [] }, { headers });
    expect([answer.status, answer.json()]).toEqual([401, { message }]);
    expect(answer.headers.get('www-authenticate')).toBe('Key realm="kong"');
  });

  it('takes the key from the query too, and a key of one’s own', async () => {
    const { call } = await start({ apiKey: 'mine' });
    const headers = { 'api-key': '' };
    expect((await call('/rest/ws/user/v2/detail?apiKey=mine', { userIdList: [] }, { headers })).status).toBe(
      200,
    );
    expect((await call('/rest/ws/user/v2/detail', { userIdList: [] })).status).toBe(401);
  });

  it('knows no other path, and no other verb', async () => {
    const { call } = await start();
    expect((await call('/rest/ws/user/v3/detail', {})).status).toBe(404);
    const answer = await call('/rest/ws/user/v2/detail', undefined, { method: 'GET' });
    expect(errorCodeOf(answer.json())).toEqual(['error', 'AL-MA-01']);
  });

  it('refuses a body of more than a mebibyte', async () => {
    const { call } = await start();
    expect((await call('/rest/ws/user/v2/detail', ' '.repeat(1024 * 1024 + 1))).status).toBe(413);
  });
});

describe('scripted faults', () => {
  it('hit as many calls as they say, of the endpoint they say, in the order they were scripted', async () => {
    const { call, emulator } = await start();
    emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 503, times: 2 });
    emulator.fault({ kind: 'html' });
    const statuses: number[] = [];
    for (const path of ['user/v2/detail', 'user/v2/detail', 'user/v2/detail', 'user/v2/detail']) {
      statuses.push((await call(`/rest/ws/${path}`, { userIdList: [] })).status);
    }
    expect(statuses).toEqual([503, 503, 200, 200]);
  });

  it('leave other endpoints alone', async () => {
    const { emulator, detail } = await start();
    emulator.fault({ endpoint: 'messageSend', kind: 'answer' });
    expect(await detail('ana-ortiz')).toMatchObject({ status: 'success' });
  });

  it('turn a list round, repeat its first entry under another name, or put a stranger in front', async () => {
    const { emulator, detail } = await start({ shape: 'documented' });
    const seen = async () =>
      (await detail('ana-ortiz', 'ben-carter')).map((user: any) => `${user.userId} ${user.userName}`);
    emulator.fault({ kind: 'wrong-order' });
    emulator.fault({ kind: 'duplicate' });
    emulator.fault({ kind: 'stranger' });
    expect(await seen()).toEqual(['ben-carter Ben Carter', 'ana-ortiz Ana Ortiz']);
    expect(await seen()).toEqual(['ana-ortiz Ana Ortiz', 'ben-carter Ben Carter', 'ana-ortiz Somebody Else']);
    expect(await seen()).toEqual(['a-stranger A Stranger', 'ana-ortiz Ana Ortiz', 'ben-carter Ben Carter']);
    expect(await seen()).toEqual(['ana-ortiz Ana Ortiz', 'ben-carter Ben Carter']);
  });

  it.each([
    ['a reset before', { kind: 'reset', applied: false }, 0],
    ['a reset after', { kind: 'reset', applied: true }, 1],
    ['a cut in the middle of', { kind: 'truncated' }, 1],
    ['an outage page instead of', { kind: 'html', status: 502 }, 0],
  ] as const)('say what is done: %s the work', async (_name, fault, stored) => {
    const { call, emulator } = await start();
    emulator.fault({ endpoint: 'messageSend', ...fault });
    const body = { groupId: '104250001', message: 'Hi', fromUserName: 'ana-ortiz' };
    await call('/rest/ws/message/v2/send', body).catch(() => undefined);
    expect(emulator.messages).toHaveLength(stored);
  });

  it('can hang, drip, be large, and say that they are compressed', async () => {
    const { call, emulator, detail } = await start();
    emulator.fault({ kind: 'hang' });
    const leaving = new AbortController();
    const path = `${emulator.url}/rest/ws/user/v2/detail`;
    const hanging = fetch(path, { method: 'POST', body: '{}', signal: leaving.signal });
    await expect.poll(() => emulator.calls.length).toBe(1);
    leaving.abort();
    await expect(hanging).rejects.toThrow('aborted');

    emulator.fault({ kind: 'drip', ms: 0 });
    expect(await detail('ana-ortiz')).toMatchObject({ response: [{ userId: 'ana-ortiz' }] });

    emulator.fault({ kind: 'large', bytes: 100 });
    expect((await call('/rest/ws/user/v2/detail', {})).text).toBe(`[${' '.repeat(98)}]`);
    emulator.fault({ kind: 'large', compressed: true });
    const compressed = await fetch(path, { method: 'POST' });
    expect(compressed.headers.get('content-encoding')).toBe('gzip');
    expect((await compressed.text()).length).toBe(5 * 1024 * 1024);
  });
});

const HEADERS_PROBLEM = 'headers: must be names and texts that can stand in a header';

describe('faults over HTTP', () => {
  const faults = (call: Awaited<ReturnType<typeof start>>['call'], method: string, body?: unknown) =>
    call('/__emulator/faults', body, { method });

  it('are scripted one by one or as a list, can be read while they are due, and taken back', async () => {
    const { call } = await start();
    const one = { endpoint: 'messageSend', kind: 'reset', applied: true, times: 2 };
    expect((await faults(call, 'POST', one)).status).toBe(201);
    const two = [{ kind: 'html' }, { kind: 'answer', status: 429, headers: { 'Retry-After': '2' } }];
    expect((await faults(call, 'POST', two)).json()).toHaveLength(3);
    expect((await call('/rest/ws/user/v2/detail', {})).text).toContain('502 Bad Gateway');
    const due = await faults(call, 'GET');
    expect(due.json()).toEqual([one, { ...two[1], times: 1 }]);
    const hit = await call('/rest/ws/user/v2/detail', {});
    expect([hit.status, hit.headers.get('retry-after')]).toEqual([429, '2']);
    expect((await faults(call, 'DELETE')).json()).toEqual([]);
    expect((await faults(call, 'GET')).json()).toEqual([]);
  });

  it.each([
    ['what is no JSON', '{', ['the body is not JSON']],
    ['what is no fault', '1', ['a fault must be an object']],
    [
      'a kind that there is not',
      { kind: 'rest' },
      [
        'kind: must be one of answer, html, error-envelope, large, hang, reset, truncated, drip, delay, wrong-order, duplicate, stranger',
      ],
    ],
    ['a fault that lacks something', { kind: 'reset' }, ['applied: is missing']],
    ['a field of another kind', { kind: 'html', ms: 1 }, ['ms: is not a field of html']],
    ['a field of every object', '{"kind":"html","__proto__":1}', ['__proto__: is not a field of html']],
    ['a header that is no text', { kind: 'answer', headers: { a: null } }, [HEADERS_PROBLEM]],
    [
      'a header that frames the answer',
      { kind: 'answer', headers: { 'Content-Length': '9' } },
      [HEADERS_PROBLEM],
    ],
    [
      'no endpoint',
      { kind: 'html', endpoint: 'x' },
      [expect.stringContaining('endpoint: must be one of userDetail')],
    ],
    [
      'several, each with its place',
      [
        { kind: 'html' },
        { kind: 'answer', status: 99, headers: { 'a b': 'c' } },
        { kind: 'delay', ms: -1, times: 0 },
      ],
      [
        '1.status: must be a whole number from 200 to 599',
        '1.headers: must be names and texts that can stand in a header',
        '2.ms: must be a whole number from 0 to 86400000',
        '2.times: must be a whole number from 1 to 1000000',
      ],
    ],
  ])('say what is wrong with %s, and then none is scripted', async (_case, body, problems) => {
    const { call } = await start();
    const refused = await faults(call, 'POST', body);
    expect([refused.status, refused.json()]).toEqual([400, { problems }]);
    expect((await faults(call, 'GET')).json()).toEqual([]);
  });

  it('are not the only thing there is: what else there is is said', async () => {
    const { call } = await start();
    expect((await call('/__emulator/fault', {})).status).toBe(404);
    expect((await call('/__emulator/faults', undefined, { method: 'PUT' })).json().message).toContain(
      'DELETE',
    );
  });
});

describe('what is stored', () => {
  it('is bounded: the oldest messages are forgotten first', async () => {
    const { call, emulator } = await start({ maxCalls: 2 });
    for (const message of ['1', '2', '3']) {
      await call('/rest/ws/message/v2/send', { groupId: '104250001', message, fromUserName: 'ana-ortiz' });
    }
    expect(emulator.messages.map(({ message }) => message)).toEqual(['2', '3']);
  });
});

describe('the call log', () => {
  it('has every call as it came, and forgets the oldest beyond its size', async () => {
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

  it('can be read over HTTP, without the key, and reset together with everything else', async () => {
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
  it('may not come by another name of this machine either', async () => {
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

  it('may neither read the calls nor reset anything', async () => {
    const { emulator, call, detail } = await start();
    await detail('ana-ortiz');
    const headers = { origin: 'https://evil.example' };
    expect((await call('/__emulator/reset', {}, { headers })).status).toBe(403);
    expect((await call('/__emulator/calls', undefined, { method: 'GET', headers })).status).toBe(403);
    expect(emulator.calls).toHaveLength(1);
  });
});

describe('the seeded world', () => {
  it('is the same in every emulator', async () => {
    const [one, other] = [await start(), await start()];
    const ids = ['ana-ortiz', 'felix-brandt', 'hearth-bot', 'owen.hughes@hearth.example'];
    expect(await one.detail(...ids)).toEqual(await other.detail(...ids));
    expect((await one.detail(...ids)).response).toHaveLength(4);
  });
});
