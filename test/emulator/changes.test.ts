import { describe, expect, it } from 'vitest';
import { createChanges } from '../../src/emulator/changes.ts';
import { createSeed } from '../../src/emulator/seed.ts';
import { createStore } from '../../src/emulator/store.ts';
import { createVisitor, VISIT_MS } from '../../src/emulator/visitor.ts';
import { stopClock } from '../support/clock.ts';
import { start } from './start-emulator.ts';

const GROUP = '104250001';
const ANA = 'ana-ortiz';
const MIRA = 'mira.patel@hearth.example';

describe('changes that no call of the REST API makes', () => {
  it('store a message of a customer, which the lists then have', async () => {
    const { call } = await start();
    const message = { groupId: 104250001, fromUserName: ANA, message: 'Hello?', metadata: { k: 'v' } };
    const { status, json } = await call('/__emulator/messages', message);
    expect([status, json()]).toMatchObject([201, { groupId: GROUP, fromUserName: ANA, contentType: 0 }]);
    const list = await call(`/rest/ws/message/list?groupId=${GROUP}&pageSize=1`, undefined, {
      method: 'GET',
    });
    expect(list.json().message).toMatchObject([{ message: 'Hello?', to: ANA, metadata: { k: 'v' } }]);
  });

  it('give messages of one millisecond different keys', async () => {
    const { emulator } = await start();
    const fields = { groupId: GROUP, fromUserName: ANA, message: 'Hi', createdAtTime: 1_768_469_500_000 };
    for (let times = 0; times < 5; times += 1) emulator.change('messages', { ...fields, contentType: 10 });
    expect(new Set(emulator.messages.map(({ key }) => key)).size).toBe(5);
    expect(new Set(emulator.messages.map(({ createdAtTime }) => createdAtTime)).size).toBe(1);
  });

  it('change the presence and the profile of a user', async () => {
    const { call, detail } = await start();
    const change = {
      userId: ANA,
      connected: false,
      displayName: 'Ana O.',
      unreadCount: 4,
      metadata: { plan: 'gold' },
    };
    expect((await call('/__emulator/users', change)).status).toBe(201);
    const { response } = await detail(ANA);
    const metadata = { plan: 'gold' };
    expect(response).toMatchObject([{ displayName: 'Ana O.', connected: false, unreadCount: 4, metadata }]);
  });

  it('change a conversation without a message', async () => {
    const { call, emulator } = await start();
    const members = [MIRA, ANA, 'ben-carter'];
    const change = {
      groupId: GROUP,
      status: 2,
      assignee: 'tom.becker@hearth.example',
      members,
      name: 'Chairs',
    };
    expect((await call('/__emulator/groups', change)).status).toBe(201);
    const { json } = await call(`/rest/ws/group/v2/info?groupId=${GROUP}`, undefined, { method: 'GET' });
    expect(json().response).toMatchObject({
      name: 'Chairs',
      membersId: members,
      groupUsers: [{ role: 1 }, { role: 3 }, { userId: 'ben-carter', role: 3, unreadCount: 0 }],
      metadata: { CONVERSATION_STATUS: '2', CONVERSATION_ASSIGNEE: 'tom.becker@hearth.example' },
    });
    expect(emulator.messages).toEqual([]);
  });

  it.each([
    ['messages', '{', ['the body is not JSON']],
    ['messages', [], ['the body must be a JSON object']],
    ['messages', {}, ['groupId: is missing', 'fromUserName: is missing', 'message: is missing']],
    [
      'messages',
      { groupId: '1', fromUserName: 'no-user', message: 7, metadata: { k: 1 } },
      [
        'groupId: there is no such conversation',
        'fromUserName: there is no such user',
        'message: must be text',
        'metadata: must be an object of texts',
      ],
    ],
    ['users', { userId: ANA, connected: 'yes' }, ['connected: must be true or false']],
    [
      'groups',
      { groupId: GROUP, status: 9, assignee: 'no-user', members: [], colour: 'red' },
      [
        'status: must be a number from -1 to 7',
        'assignee: there is no such user',
        'members: must be a list of user ids',
        'colour: is not a field; the fields are groupId, status, assignee, members, name, imageUrl, metadata',
      ],
    ],
  ])('are rejected with all that is wrong: %s %j', async (path, body, problems) => {
    const { call } = await start();
    const { status, json } = await call(`/__emulator/${path}`, body);
    expect([status, json()]).toEqual([400, { problems }]);
  });

  it('throw in a program, with what is wrong', async () => {
    const { emulator } = await start();
    expect(() => emulator.change('users', { userId: 'no-user' })).toThrow(
      'change users: userId: there is no such user',
    );
  });

  it('are undone by a reset', async () => {
    const { call, detail, emulator } = await start();
    emulator.change('users', { userId: ANA, displayName: 'Another' });
    await call('/__emulator/reset', '');
    expect((await detail(ANA)).response).toMatchObject([{ displayName: 'Ana Ortiz' }]);
  });
});

describe('the scripted visitor', () => {
  it('writes every four seconds, if the emulator has one', async () => {
    const clock = stopClock();
    const { emulator } = await start({ visitor: true });
    const { emulator: quiet } = await start();
    await clock.pass(3 * VISIT_MS);
    expect(emulator.messages.map(({ fromUserName }) => fromUserName)).toEqual([ANA, ANA, ANA]);
    expect(quiet.messages).toEqual([]);
    await emulator.close();
    await clock.pass(VISIT_MS);
    expect(emulator.messages).toHaveLength(3);
  });

  it('continues its script after a reset', () => {
    const store = createStore({ clock: 'fixed', maxMessages: 100, seed: createSeed });
    const { visit } = createVisitor(store, createChanges(store).messages);
    visit();
    const first = store.sent[0]?.message;
    store.reset();
    for (let times = 0; times < 6; times += 1) visit();
    expect(store.sent.map(({ message }) => message)).toContain(first);
  });

  it('continues a script, and replies after an agent wrote', () => {
    const store = createStore({ clock: 'fixed', maxMessages: 100, seed: createSeed });
    const { messages } = createChanges(store);
    const { visit } = createVisitor(store, messages);
    const visited = () => {
      visit();
      return store.sent.at(-1)?.message;
    };
    const first = visited();
    const second = visited();
    expect(second).not.toBe(first);
    messages({ groupId: GROUP, fromUserName: MIRA, message: 'With oil.' });
    expect(visited()).toBe('Thank you, that helps!');
    expect(visited()).not.toBe('Thank you, that helps!');
    messages({ groupId: '104250002', fromUserName: MIRA, message: 'Elsewhere.' });
    const lines = Array.from({ length: 6 }, visited);
    expect(lines).toContain(first);
  });
});
