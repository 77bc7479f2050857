import { describe, expect, it } from 'vitest';
import { as, type Call, errorCodeOf, start } from './start-emulator.ts';

describe('POST /rest/ws/message/v2/send', () => {
  const path = '/rest/ws/message/v2/send';
  const hi = { groupId: '104250001', message: 'Good morning', fromUserName: 'ana-ortiz' };

  it('stores the message, and returns its key and time', async () => {
    const { call, emulator } = await start();
    const { response } = (await call(path, hi)).json();
    expect(response.messageKey).toMatch(/^5-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-1768469401000$/);
    expect(response.createdAt).toBe(Date.parse('2026-01-15T09:30:01Z'));
    expect(emulator.messages).toMatchObject([{ key: response.messageKey, message: 'Good morning' }]);
  });

  it('returns them without an envelope in the documented shape', async () => {
    const { call } = await start({ shape: 'documented' });
    expect(Object.keys((await call(path, hi)).json() as object)).toEqual(['messageKey', 'createdAt']);
  });

  it('accepts a group id that is a number, and a payload without a closing brace, such as the documented one', async () => {
    const { call, emulator } = await start();
    const payload = '[{"title":"Yes","message":"Gladly.",{"title":"No "}]';
    await call(path, { ...hi, groupId: 104250001, metadata: { templateId: '6', payload } });
    expect(emulator.messages[0]?.metadata.payload).toBe(payload);
  });

  it.each([
    ['an unknown group', { ...hi, groupId: '1' }, 'AL-G-01'],
    ['no group', { ...hi, groupId: undefined }, 'AL-G-01'],
    ['an unknown sender', { ...hi, fromUserName: 'missing' }, 'AL-U-01'],
    ['neither message nor metadata', { ...hi, message: '' }, 'EMU-01'],
    ['a message that is a number', { ...hi, message: 7 }, 'EMU-01'],
  ])('rejects %s, and stores nothing', async (_name, body, code) => {
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
    const response = await call(path, close, as('mira.patel@hearth.example'));
    expect(response.json()).toMatchObject({ status: 'success', response: 'success' });
  });

  it.each([
    ['an unknown group', { ...close, groupId: 'x' }, 'mira.patel@hearth.example', 'AL-G-01'],
    ['an unknown actor', close, 'missing', 'AL-UN-01'],
    ['an unknown status', { ...close, metadata: { CONVERSATION_STATUS: '8' } }, 'ana-ortiz', 'EMU-01'],
  ])('rejects %s', async (_name, body, actor, code) => {
    const { call } = await start();
    expect(errorCodeOf((await call(path, body, as(actor))).json())).toEqual(['error', code]);
  });
});

describe('reading conversations', () => {
  const GET = { method: 'GET' };
  const listOf = async (call: Call, query: string) =>
    (await call(`/rest/ws/message/list?groupId=104250001&${query}`, undefined, GET)).json();

  it('returns a group in an envelope, with a number as its id', async () => {
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

  it('returns several groups for several ids, without unknown ones', async () => {
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

  it('returns a page of messages without an envelope, newest first, with their authors', async () => {
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
  ])('ends a page before a time, or at it (inclusive: %s)', async (endTimeInclusive, kept) => {
    const { call } = await start({ endTimeInclusive });
    const [newest, second] = (await listOf(call, 'pageSize=2')).message;
    const page = await listOf(call, `pageSize=2&endTime=${newest.createdAtTime}`);
    expect(page.message[kept].key).toBe(second.key);
  });

  it('has three pages of 20 in the first conversation, which end between messages of one millisecond', async () => {
    const { call } = await start();
    const { message } = await listOf(call, 'pageSize=100');
    expect(message).toHaveLength(70);
    const times = message.map(({ createdAtTime }: { createdAtTime: number }) => createdAtTime);
    expect([times[19] === times[20], times[39] === times[40]]).toEqual([true, true]);
  });

  it('returns an inbox sorted by the latest messages, for some statuses or for all', async () => {
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

  it('includes a new message at once', async () => {
    const { call } = await start();
    const sent = { groupId: '104250001', message: 'Hi', fromUserName: 'ana-ortiz' };
    const { messageKey } = (await call('/rest/ws/message/v2/send', sent)).json().response;
    expect((await listOf(call, 'pageSize=1')).message[0]).toMatchObject({ key: messageKey, message: 'Hi' });
    const { response } = (await call('/rest/ws/group/support?pageSize=1', undefined, GET)).json();
    expect(response.message[0].key).toBe(messageKey);
  });
});
