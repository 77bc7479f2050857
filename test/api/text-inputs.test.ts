import { describe, expect, it } from 'vitest';
import { startTestGateway } from '../support/harness.ts';

const DOCUMENTS = {
  update: 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id } } }',
  send: 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
};
type Kind = keyof typeof DOCUMENTS;

const BASE = { update: { userId: 'ana-ortiz' }, send: { conversationId: '104250001', text: 'x' } };
const url = 'https://x.example';

/** An input field for text: the mutation, the position in errors, and a function that puts a text into the input. */
type TextField = readonly [kind: Kind, argument: string, input: (text: string) => object];
const actionable = (argument: string, input: (text: string) => object): TextField => [
  'send',
  `actionable.${argument}`,
  (text) => ({ actionable: input(text) }),
];

/** Fields for one line of text. */
const LINES: readonly TextField[] = [
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

/** Fields for text with tabs and line breaks. */
const TEXTS: readonly TextField[] = [
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

async function mutate([kind, , inputOf]: TextField, text: string) {
  const gateway = await startTestGateway({ mode: 'trusted' });
  const { errors } = await gateway.query(DOCUMENTS[kind], {
    variables: { input: { ...BASE[kind], ...inputOf(text) } },
  });
  return { errors, calls: gateway.calls() };
}

async function expectRejection(field: TextField, text: string, reason: string) {
  const { errors, calls } = await mutate(field, text);
  expect(errors[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    argument: `input.${field[1]}`,
    reason,
  });
  expect(calls).toEqual([]);
}

const names = (fields: readonly TextField[]) =>
  fields.map((field) => [`${field[0]} ${field[1]}`, field] as const);

describe('invalid text', () => {
  it.each(names([...LINES, ...TEXTS]))('is rejected with control characters: %s', async (_name, field) => {
    for (const text of ['a\0b', 'a\u001bb', 'a\u007fb', 'a\u0085b']) {
      await expectRejection(field, text, 'control-character');
    }
  });

  it.each(names([...LINES, ...TEXTS]))('is rejected with a lone surrogate: %s', async (_name, field) => {
    for (const text of ['closed\ud83c', '\udf89closed', '\udf89\ud83c']) {
      await expectRejection(field, text, 'not-well-formed');
    }
  });

  it.each(names(LINES))('is rejected with a line break in a field of one line: %s', async (_name, field) => {
    for (const text of ['a\nb', 'a\tb', 'a\r\nb']) await expectRejection(field, text, 'control-character');
  });
});

describe('text with tabs, line breaks and whole surrogate pairs', () => {
  it.each(names(TEXTS))('is sent unchanged: %s', async (_name, field) => {
    const { errors, calls } = await mutate(field, 'a\tb\r\nc 🎉');
    expect(errors).toEqual([]);
    expect(calls[0]?.body).toContain('🎉');
  });
});

describe('a payload that is text', () => {
  it('is rejected without an internal error if it is a hundred thousand levels deep', async () => {
    const payload = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const field = actionable('', () => ({ template: { templateId: '9', payload } }));
    const { errors, calls } = await mutate(field, '');
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', reason: 'too-large' });
    expect(calls).toEqual([]);
  });
});
