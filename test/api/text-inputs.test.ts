import { describe, expect, it } from 'vitest';
import { startTestGateway } from '../support/harness.ts';

const DOCUMENTS = {
  update: 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id } } }',
  send: 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
};
type Kind = keyof typeof DOCUMENTS;

const BASE = { update: { userId: 'ana-ortiz' }, send: { conversationId: '104250001', text: 'x' } };
const url = 'https://x.example';

/** Each place for text: the mutation, what makes its input of a text, and where an error says that it is. */
type Place = readonly [kind: Kind, argument: string, input: (text: string) => object];
const actionable = (argument: string, input: (text: string) => object): Place => [
  'send',
  `actionable.${argument}`,
  (text) => ({ actionable: input(text) }),
];

/** Text of one line. */
const LINES: readonly Place[] = [
  ['update', 'displayName', (text) => ({ displayName: text })],
  ['update', 'email', (text) => ({ email: `${text}@example.com` })],
  ['update', 'imageLink', (text) => ({ imageLink: `${url}/${text}` })],
  ['update', 'metadata', (text) => ({ metadata: { [text]: 'x' } })],
  ['send', 'metadata.a', (text) => ({ metadata: { a: { [text]: 'x' } } })],
  ['send', 'idempotencyKey', (text) => ({ idempotencyKey: text })],
  ['send', 'senderId', (text) => ({ senderId: text })],
  actionable('images.0.url', (text) => ({ images: [{ url: `${url}/${text}` }] })),
  actionable('template.payload.0', (text) => ({ template: { templateId: '9', payload: [{ [text]: 1 }] } })),
  actionable('template.payload', (text) => ({
    template: { templateId: '9', payload: JSON.stringify([{ [text]: 1 }]) },
  })),
];

/** Text that may have tabs and line breaks. */
const TEXTS: readonly Place[] = [
  ['send', 'text', (text) => ({ text })],
  ['update', 'metadata.a', (text) => ({ metadata: { a: text } })],
  ['update', 'metadata.a.b.0', (text) => ({ metadata: { a: { b: [text] } } })],
  ['send', 'metadata.a', (text) => ({ metadata: { a: text } })],
  actionable('quickReplies.0.title', (title) => ({ quickReplies: [{ title }] })),
  actionable('quickReplies.0.replyMetadata.a', (a) => ({
    quickReplies: [{ title: 'a', replyMetadata: { a } }],
  })),
  actionable('buttons.0.action.submit.formData.a', (a) => ({
    buttons: [{ name: 'a', action: { submit: { formAction: url, formData: { a } } } }],
  })),
  actionable('list.elements.0.articleId', (articleId) => ({
    list: { elements: [{ title: 'a', articleId }] },
  })),
  actionable('faq.description', (description) => ({ faq: { description } })),
  actionable('images.0.caption', (caption) => ({ images: [{ url, caption }] })),
  actionable('cards.0.header.overlayText', (overlayText) => ({
    cards: [{ title: 'a', header: { overlayText } }],
  })),
  actionable('mixedButtons.0.action.reply.message', (message) => ({
    mixedButtons: [{ name: 'a', action: { reply: { message } } }],
  })),
  actionable('form.0.options.0.value', (value) => ({ form: [{ type: 'RADIO', options: [{ value }] }] })),
  actionable('videos.0.source', (source) => ({ videos: [{ url, source }] })),
  actionable('template.payload.0.a', (a) => ({ template: { templateId: '9', payload: [{ a }] } })),
  actionable('template.payload', (a) => ({
    template: { templateId: '9', payload: JSON.stringify([[{ a }]]) },
  })),
];

async function mutate([kind, , inputOf]: Place, text: string) {
  const gateway = await startTestGateway({ mode: 'trusted' });
  const { errors } = await gateway.query(DOCUMENTS[kind], {
    variables: { input: { ...BASE[kind], ...inputOf(text) } },
  });
  return { errors, calls: gateway.calls() };
}

async function expectRefusal(place: Place, text: string, reason: string) {
  const { errors, calls } = await mutate(place, text);
  expect(errors[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    argument: `input.${place[1]}`,
    reason,
  });
  expect(calls).toEqual([]);
}

const names = (places: readonly Place[]) =>
  places.map((place) => [`${place[0]} ${place[1]}`, place] as const);

describe('text that no client could show', () => {
  it.each(names([...LINES, ...TEXTS]))('is refused for its control characters: %s', async (_name, place) => {
    for (const text of ['a\0b', 'a\u001bb', 'a\u007fb', 'a\u0085b']) {
      await expectRefusal(place, text, 'control-character');
    }
  });

  it.each(names([...LINES, ...TEXTS]))('is refused for half a surrogate pair: %s', async (_name, place) => {
    for (const text of ['closed\ud83c', '\udf89closed', '\udf89\ud83c']) {
      await expectRefusal(place, text, 'not-well-formed');
    }
  });

  it.each(names(LINES))('is refused for a line break where it has one line: %s', async (_name, place) => {
    for (const text of ['a\nb', 'a\tb', 'a\r\nb']) await expectRefusal(place, text, 'control-character');
  });
});

describe('text with tabs, line breaks and whole surrogate pairs', () => {
  it.each(names(TEXTS))('is sent as it is: %s', async (_name, place) => {
    const { errors, calls } = await mutate(place, 'a\tb\r\nc 🎉');
    expect(errors).toEqual([]);
    expect(calls[0]?.body).toContain('🎉');
  });
});

describe('a payload that is text', () => {
  it('may be a hundred thousand levels deep without an error inside the gateway', async () => {
    const payload = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const place = actionable('', () => ({ template: { templateId: '9', payload } }));
    const { errors, calls } = await mutate(place, '');
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', reason: 'too-large' });
    expect(calls).toEqual([]);
  });
});
