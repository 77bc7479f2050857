import { describe, expect, it } from 'vitest';
import { SEED_TIME } from '../../src/emulator/model.ts';
import { as, type Call, errorCodeOf, start } from './start-emulator.ts';

const MIRA = 'mira.patel@hearth.example';
const TOM = 'tom.becker@hearth.example';
const groupOf = async (call: Call, id = '104250001') =>
  (await call(`/rest/ws/group/v2/info?groupId=${id}`, undefined, { method: 'GET' })).json().response;
const unreadOf = async (call: Call, userId: string, id?: string) =>
  (await groupOf(call, id)).groupUsers.find((user: any) => user.userId === userId)?.unreadCount as number;
const send = (call: Call, fields: object = {}) =>
  call('/rest/ws/message/v2/send', {
    groupId: '104250001',
    message: 'Hello',
    fromUserName: MIRA,
    ...fields,
  });
const read = (call: Call, ofUserId: string, id = '104250001') =>
  call(`/rest/ws/message/read/conversation?groupId=${id}`, undefined, { method: 'GET', ...as(ofUserId) });

describe('unread counts', () => {
  it('rise for the other members with each message, also those of the users', async () => {
    const { call, detail } = await start();
    const [mira, ana] = [await unreadOf(call, MIRA), await unreadOf(call, 'ana-ortiz')];
    const [before] = (await detail('ana-ortiz')).response;
    await send(call);
    expect([await unreadOf(call, MIRA), await unreadOf(call, 'ana-ortiz')]).toEqual([mira, ana + 1]);
    expect((await detail('ana-ortiz')).response[0].unreadCount).toBe(before.unreadCount + 1);
  });

  it.each([
    ['a hidden message', { metadata: { category: 'HIDDEN' } }],
    ['a notice without a badge', { metadata: { BADGE_COUNT: 'false' } }],
  ])('do not rise with %s', async (_case, fields) => {
    const { call } = await start();
    const before = await unreadOf(call, 'ana-ortiz');
    await send(call, fields);
    expect(await unreadOf(call, 'ana-ortiz')).toBe(before);
  });

  it('fall to 0 when a member reads, and the response is a word', async () => {
    const { call, detail } = await start();
    await send(call);
    const response = await read(call, 'ana-ortiz');
    expect([response.text, response.headers.get('content-type')]).toEqual(['success', 'text/plain']);
    expect(await unreadOf(call, 'ana-ortiz')).toBe(0);
    expect((await detail('ana-ortiz')).response[0].unreadCount).toBe(0);
  });

  it('do not change for a user who is not a member, and reading fails for an unknown one', async () => {
    const { call } = await start();
    expect((await read(call, TOM)).text).toBe('success');
    expect((await read(call, 'missing')).text).toBe('error');
    expect((await read(call, MIRA, '999')).text).toBe('error');
  });
});

describe('GET /rest/ws/message/info', () => {
  it('says who has got and read a message', async () => {
    const { call, emulator } = await start();
    await send(call);
    const path = `/rest/ws/message/info?key=${emulator.messages[0]?.key}`;
    const receipts = async () => (await call(path, undefined, { method: 'GET' })).json().response as object[];
    expect(await receipts()).toEqual([
      { userId: 'hearth-bot', deliveredAtTime: SEED_TIME + 1000, status: 4 },
      { userId: 'ana-ortiz', deliveredAtTime: SEED_TIME + 1000, status: 4 },
    ]);
    await read(call, 'ana-ortiz');
    expect((await receipts())[1]).toMatchObject({ readAtTime: SEED_TIME + 1000, status: 5 });
    const missing = await call('/rest/ws/message/info?key=missing', undefined, { method: 'GET' });
    expect(errorCodeOf(missing.json())).toEqual(['error', 'EMU-04']);
  });
});

describe('GET /rest/ws/message/detail', () => {
  it.each([
    ['documented', (body: any) => body],
    ['live', (body: any) => body.response],
  ] as const)('returns the existing messages in the %s shape', async (shape, listOf) => {
    const { call, emulator } = await start({ shape });
    await send(call);
    await send(call);
    const keys = emulator.messages.map(({ key }) => `keys=${key}`).join('&');
    const response = await call(`/rest/ws/message/detail?${keys}&keys=x`, undefined, { method: 'GET' });
    expect(listOf(response.json())).toHaveLength(2);
  });
});

describe('POST /rest/ws/message/send', () => {
  const path = '/rest/ws/message/send';
  const fileMeta = { url: 'https://files.example/a.png', name: 'a.png' };
  const body = { groupId: '104250001', contentType: 1, fileMeta };

  it('stores the attachment, and responds without an envelope', async () => {
    const { call, emulator } = await start();
    const sent = (await call(path, body, as('ana-ortiz'))).json();
    expect(Object.keys(sent as object)).toEqual(['messageKey', 'createdAt']);
    expect(emulator.messages).toMatchObject([{ fromUserName: 'ana-ortiz', contentType: 1, fileMeta }]);
  });

  it.each([
    ['an unknown sender', body, 'missing'],
    ['an unknown group', { ...body, groupId: '1' }, 'ana-ortiz'],
    ['no file', { ...body, fileMeta: undefined }, 'ana-ortiz'],
    ['a text that is a number', { ...body, message: 7 }, 'ana-ortiz'],
    ['a body that is not JSON', 'x', 'ana-ortiz'],
  ])('rejects %s with a word', async (_case, wrong, ofUserId) => {
    const { call, emulator } = await start();
    expect((await call(path, wrong, as(ofUserId))).text).toBe('error');
    expect(emulator.messages).toEqual([]);
  });
});

describe('POST /rest/ws/group/conversation', () => {
  const path = '/rest/ws/group/conversation';
  const create = (call: Call, fields: object = {}, options = {}) =>
    call(path, { groupName: 'Lamp', groupMemberList: ['new-user', 'ana-ortiz'], ...fields }, options);

  it('creates a conversation and its missing members, and routes it to an agent', async () => {
    const { call, detail, emulator } = await start();
    const { response } = (await create(call)).json();
    expect(response).toMatchObject({ id: 104250065, name: 'Lamp', type: 10 });
    expect(response.membersId).toEqual(['new-user', 'ana-ortiz', 'hearth-bot', MIRA]);
    expect(response.metadata).toEqual({ CONVERSATION_STATUS: '-1', CONVERSATION_ASSIGNEE: MIRA });
    expect((await detail('new-user')).response).toMatchObject([{ userId: 'new-user', roleType: 3 }]);
    expect(emulator.messages).toMatchObject([{ contentType: 10, metadata: { KM_ASSIGN: MIRA } }]);
    expect((await create(call)).json().response.metadata.CONVERSATION_ASSIGNEE).toBe(TOM);
  });

  it('leaves the assignee to the caller with SKIP_ROUTING', async () => {
    const { call, emulator } = await start();
    const metadata = { SKIP_ROUTING: true, CONVERSATION_ASSIGNEE: 'hearth-bot' };
    const { response } = (await create(call, { metadata })).json();
    expect(response.metadata.CONVERSATION_ASSIGNEE).toBe('hearth-bot');
    const none = (await create(call, { metadata: { SKIP_ROUTING: 'true' } })).json().response;
    expect(none.metadata).not.toHaveProperty('CONVERSATION_ASSIGNEE');
    expect(emulator.messages).toHaveLength(1);
  });

  it.each([
    ['no name', { groupName: '' }, {}, 'EMU-01'],
    ['members that are not a list', { groupMemberList: 'ana-ortiz' }, {}, 'EMU-01'],
    ['an unknown acting user', {}, as('missing'), 'AL-UN-01'],
    ['a used id', { clientGroupId: '104250001' }, {}, 'EMU-05'],
    [
      'an unknown assignee',
      { metadata: { SKIP_ROUTING: 'true', CONVERSATION_ASSIGNEE: 'missing' } },
      {},
      'AL-U-01',
    ],
  ])('rejects %s', async (_case, fields, options, code) => {
    const { call } = await start();
    expect(errorCodeOf((await create(call, fields, options)).json())).toEqual(['error', code]);
  });
});

describe('PATCH /rest/ws/group/assignee/change', () => {
  const assign = async (call: Call, query: string, ofUserId = MIRA) =>
    (
      await call(`/rest/ws/group/assignee/change?groupId=104250001&${query}`, undefined, {
        method: 'PATCH',
        ...as(ofUserId),
      })
    ).json();

  it('assigns, says if nothing changed, and posts a notice unless it is told not to', async () => {
    const { call, emulator } = await start();
    expect((await assign(call, `assignee=${TOM}`)).response).toBe('updated');
    expect((await assign(call, `assignee=${TOM}`)).response).toBe('already updated');
    expect((await assign(call, 'assignee=hearth-bot&sendNotifyMessage=false')).response).toBe('updated');
    expect((await groupOf(call)).metadata.CONVERSATION_ASSIGNEE).toBe('hearth-bot');
    expect(emulator.messages).toMatchObject([{ fromUserName: MIRA, message: 'Assigned to Tom Becker' }]);
  });

  it('takes a conversation over from a bot, and not from an agent', async () => {
    const { call } = await start();
    const takeOver = async () =>
      (await assign(call, `assignee=${TOM}&takeOverFromBot=true`)).response as string;
    expect(await takeOver()).toBe('AGENT_IS_ALREADY_ENGAGED');
    await assign(call, 'assignee=hearth-bot');
    expect(await takeOver()).toBe('updated');
  });

  it.each([
    ['an unknown assignee', 'assignee=missing', MIRA, 'AL-U-01'],
    ['an end user', 'assignee=ben-carter', MIRA, 'EMU-02'],
    ['an unknown acting user', `assignee=${TOM}`, 'missing', 'AL-UN-01'],
  ])('rejects %s', async (_case, query, ofUserId, code) => {
    const { call } = await start();
    expect(errorCodeOf(await assign(call, query, ofUserId))).toEqual(['error', code]);
  });
});

describe('GET /rest/ws/message/list without a group', () => {
  const path = '/rest/ws/message/list?mainPageSize=60';

  it('lists the latest message of each conversation of the acting user', async () => {
    const { call } = await start();
    const body = (await call(path, undefined, { method: 'GET', ...as('ana-ortiz') })).json();
    expect(body.message.map(({ groupId }: any) => groupId)).toEqual([104250001, 104250033]);
    expect(body.groupFeeds).toHaveLength(2);
    const unknown = await call(path, undefined, { method: 'GET', ...as('missing') });
    expect(errorCodeOf(unknown.json())).toEqual(['error', 'AL-UN-01']);
  });
});

describe('the clock', () => {
  const nowOf = async (call: Call) => (await send(call)).json().response.createdAt as number;

  it('moves with real time from the time of the seed, and each message is later than the one before', async () => {
    const { call, emulator } = await start({ clock: 'real' });
    const times = [await nowOf(call), await nowOf(call), await nowOf(call)];
    expect(times).toEqual([...new Set(times)].toSorted((one, other) => one - other));
    expect(times[0]).toBeGreaterThan(SEED_TIME);
    expect(times[2]).toBeLessThan(SEED_TIME + 60_000);
    emulator.reset();
    expect(await nowOf(call)).toBeLessThan(SEED_TIME + 60_000);
  });

  it('moves only by a second with each message if it is fixed', async () => {
    const { call } = await start({ clock: 'fixed' });
    expect([await nowOf(call), await nowOf(call)]).toEqual([SEED_TIME + 1000, SEED_TIME + 2000]);
  });
});
