import { describe, expect, it } from 'vitest';
import { ask, start, type Caller } from '../support/callers.ts';
import { codesOf, type TestGateway } from '../support/harness.ts';

const SEND = `mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) {
    message { id text kind sender { id } attachment { url name contentType size thumbnailUrl } }
  }
}`;
const FILE = {
  url: 'https://files.example/leg.jpg',
  name: 'leg.jpg',
  contentType: 'image/jpeg',
  size: 48_213,
  thumbnailUrl: 'https://files.example/leg-small.jpg',
};
const send = (gateway: TestGateway, input: object, caller: Caller = 'AGENT') =>
  ask(gateway, caller, SEND, { input: { conversationId: '104250001', ...input } });

describe('a message with an attachment', () => {
  it.each(['USER', 'AGENT', 'SERVICE'] as const)(
    'is sent alone by a %s, and is stored with it',
    async (caller) => {
      const gateway = await start();
      const { data, errors } = await send(gateway, { attachment: FILE }, caller);
      expect(errors).toEqual([]);
      const sent = data.sendMessage.message;
      expect(sent).toMatchObject({ text: null, kind: 'ATTACHMENT', attachment: FILE });
      const document = `query ($id: ID!) { message(id: $id) { id text kind sender { id } attachment { url name contentType size thumbnailUrl } } }`;
      expect((await ask(gateway, caller, document, { id: sent.id })).data.message).toEqual(sent);
      const [call] = gateway.calls('messageSendAttachment');
      expect(JSON.parse(call?.body ?? '')).toEqual({
        groupId: '104250001',
        contentType: 1,
        type: 5,
        fileMeta: FILE,
      });
      expect(call?.rawHeaders).toContain(sent.sender.id);
      expect(gateway.calls('messageSend')).toEqual([]);
    },
  );

  it('can have a text and metadata, and is sent once for each idempotency key', async () => {
    const gateway = await start();
    const input = { attachment: { url: FILE.url }, text: 'The leg', metadata: { a: 1 }, idempotencyKey: 'k' };
    const [first, second] = [await send(gateway, input), await send(gateway, input)];
    expect(second.data).toEqual(first.data);
    expect(gateway.emulator.messages).toMatchObject([
      { message: 'The leg', metadata: { a: '1' }, fileMeta: { url: FILE.url } },
    ]);
    const changed = await send(gateway, { ...input, attachment: { url: `${FILE.url}?2` } });
    expect(codesOf(changed)).toEqual(['sendMessage IDEMPOTENCY_KEY_REUSED']);
  });

  it('is rejected if the REST API says only error', async () => {
    const gateway = await start();
    const answer = await send(gateway, { conversationId: '999', attachment: FILE });
    expect(codesOf(answer)).toEqual(['sendMessage UPSTREAM_REJECTED']);
  });

  it.each([
    [
      'an actionable',
      { actionable: { quickReplies: [{ title: 'Yes' }] } },
      'input.actionable',
      'not-with-attachment',
    ],
    ['HTML', { text: '<b>x</b>', format: 'HTML' }, 'input.format', 'not-with-attachment'],
    ['another scheme', { attachment: { url: 'javascript:alert(1)' } }, 'input.attachment.url', 'not-a-url'],
    [
      'a thumbnail of another scheme',
      { attachment: { ...FILE, thumbnailUrl: 'data:image/png,x' } },
      'input.attachment.thumbnailUrl',
      'not-a-url',
    ],
    ['no size', { attachment: { ...FILE, size: 0 } }, 'input.attachment.size', 'too-small'],
    ['a long name', { attachment: { ...FILE, name: 'n'.repeat(257) } }, 'input.attachment.name', 'too-long'],
    [
      'a line break in its type',
      { attachment: { ...FILE, contentType: 'image/png\r\n' } },
      'input.attachment.contentType',
      'control-character',
    ],
    ['an empty text', { text: ' ' }, 'input.text', 'empty'],
  ])('is rejected with %s', async (_case, input, argument, reason) => {
    const gateway = await start();
    const { errors } = await send(gateway, { attachment: FILE, ...input });
    expect(errors.map(({ extensions }) => [extensions.code, extensions.argument, extensions.reason])).toEqual(
      [['BAD_USER_INPUT', argument, reason]],
    );
    expect(gateway.calls()).toEqual([]);
  });

  it('needs a sender that fits in a header', async () => {
    const gateway = await start();
    const { errors } = await send(gateway, { attachment: FILE, senderId: 'josé' }, 'SERVICE');
    expect(errors.map(({ extensions }) => [extensions.argument, extensions.reason])).toEqual([
      ['input.senderId', 'not-visible-ascii'],
    ]);
  });
});

describe('the format of a message', () => {
  it('can be HTML for agents and services, and is TEXT by default', async () => {
    const gateway = await start();
    for (const caller of ['AGENT', 'SERVICE'] as const) {
      const { data, errors } = await send(gateway, { text: '<b>x</b>', format: 'HTML' }, caller);
      expect([data.sendMessage.message.kind, errors]).toEqual(['HTML', []]);
    }
    const plain = await send(gateway, { text: 'x', format: 'TEXT' }, 'USER');
    expect(plain.data.sendMessage.message.kind).toBe('TEXT');
    expect(gateway.emulator.messages.map(({ contentType }) => contentType)).toEqual([3, 3, 0]);
  });

  it('is denied to a customer as HTML, and needs a text', async () => {
    const gateway = await start();
    expect(codesOf(await send(gateway, { text: '<b>x</b>', format: 'HTML' }, 'USER'))).toEqual([
      'sendMessage FORBIDDEN',
    ]);
    const actionable = { quickReplies: [{ title: 'Yes' }] };
    const { errors } = await send(gateway, { actionable, format: 'HTML' });
    expect(errors.map(({ extensions }) => [extensions.argument, extensions.reason])).toEqual([
      ['input.text', 'required'],
    ]);
    expect(gateway.calls('messageSend')).toEqual([]);
  });
});
