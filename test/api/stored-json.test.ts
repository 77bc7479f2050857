import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../src/schema/schema.ts';
import { createFuzz, faultOf, FUZZED_ENDPOINTS } from '../support/answer-fuzz.ts';
import { TEMPLATES } from '../fixtures/actionable-messages.ts';
import { startTestGateway, type TestGateway } from '../support/harness.ts';
import { wholeSelection } from '../support/selection.ts';

const schema = createSchema();
const message = schema.getType('Message');
const WHOLE = message ? wholeSelection(schema, message, ['Conversation', 'User', 'MessageReceipt']) : '';
const LONG = '12345678901234567890';
const INEXACT = ['17841400008460056', LONG, `-${LONG}`, '1e21', '1.0E20', '1e999', '0.12345678901234567890'];

/** Reads a message with metadata of another writer. */
async function readMessage(gateway: TestGateway, metadata: string) {
  const body = `{"message":[{"key":"m","groupId":104250002,"createdAtTime":1,"message":"x","metadata":${metadata}}]}`;
  gateway.emulator.fault({ endpoint: 'messageList', kind: 'answer', status: 200, body });
  const { data, errors } = await gateway.query(
    `{ conversation(id: "104250002") { messages(first: 1) { nodes { ${WHOLE} } } } }`,
  );
  expect(errors).toEqual([]);
  return data.conversation.messages.nodes[0];
}

async function readTemplate(templateId: string, payload: string, otherMetadata: object = {}) {
  const gateway = await startTestGateway();
  return (await readMessage(gateway, JSON.stringify({ templateId, payload, ...otherMetadata }))).actionable;
}

describe('a stored number that a double cannot hold', () => {
  it.each(INEXACT)('becomes text with every digit in each text field of a template: %s', async (digits) => {
    const form = await readTemplate(
      '12',
      `[{"type":"hidden","data":{"name":"order","value":${digits}}},
        {"type":"dropdown","data":{"options":[{"label":${digits},"value":${digits}}]}}]`,
    );
    expect(form.fields).toMatchObject([{ value: digits }, { options: [{ label: digits, value: digits }] }]);
    const list = await readTemplate('7', `{"elements":[{"title":"a","articleId":${digits}}]}`);
    expect(list.elements).toMatchObject([{ articleId: digits }]);
    const cards = await readTemplate('10', `[{"titleExt":${digits},"header":{"overlayText":${digits}}}]`);
    expect(cards.cards).toMatchObject([{ titleExt: digits, header: { overlayText: digits } }]);
    const videos = await readTemplate(
      '14',
      `[{"url":"https://x.example","width":${digits},"height":${digits}}]`,
    );
    expect(videos.videos).toMatchObject([{ width: digits, height: digits }]);
  });

  it.each(INEXACT)('keeps every digit in free-form JSON: %s', async (digits) => {
    const buttons = await readTemplate('3', `[{"type":"submit","name":"a"}]`, {
      formData: `{"order":${digits}}`,
    });
    expect(buttons.buttons[0].action.formData).toEqual({ order: digits });
    const mixed = await readTemplate(
      '11',
      `[{"name":"a","action":{"type":"submit","formData":{"order":[${digits}]}}}]`,
    );
    expect(mixed.buttons[0].action.formData).toEqual({ order: [digits] });
    const replies = await readTemplate(
      '6',
      JSON.stringify([{ title: 'a', replyMetadata: `{"order":${digits}}` }]).replace(
        '}]',
        `,"n":${digits}}]`,
      ),
    );
    expect(replies.quickReplies[0].action.replyMetadata).toEqual({ order: digits });
    expect(replies.payload[0].n).toBe(digits);
    const other = await readTemplate('99', `{"deep":[{"n":${digits}}]}`);
    expect(other.payload).toEqual({ deep: [{ n: digits }] });
  });

  it('does not change how other numbers are read', async () => {
    const { payload } = await readTemplate(
      '99',
      '[1.50, -0, 9007199254740991, 40.41677540000001, 1e3, "1e21"]',
    );
    expect(payload).toEqual([1.5, 0, 9007199254740991, 40.41677540000001, 1000, '1e21']);
  });

  it('keeps every digit in metadata, and the rest of the message is complete', async () => {
    for (const digits of INEXACT) {
      const { text, metadata } = await readMessage(await startTestGateway(), `{"n":${digits},"b":"c"}`);
      expect([text, metadata]).toEqual(['x', { n: digits, b: 'c' }]);
    }
  });

  it.each(['12', '7', '10', '14', '99'])('is sent with every digit in template %s', async (templateId) => {
    for (const digits of INEXACT) {
      const gateway = await startTestGateway();
      const payload = ` [{"value": ${digits}, "articleId" :${digits},"width":${digits}} ]`;
      const { data, errors } = await gateway.query(
        `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { ${WHOLE} } } }`,
        {
          variables: {
            input: { conversationId: '104250002', actionable: { template: { templateId, payload } } },
          },
        },
      );
      expect(errors).toEqual([]);
      expect(gateway.emulator.messages.at(-1)?.metadata.payload).toBe(payload);
      expect(data.sendMessage.message.actionable.payload).toEqual([
        { value: digits, articleId: digits, width: digits },
      ]);
    }
  });
});

describe('a payload that is stored as JSON instead of JSON text', () => {
  it.each(Object.entries(TEMPLATES))('reads like the text: %s', async (_kind, sample) => {
    const { templateId, payload, beside = {} } = sample;
    const gateway = await startTestGateway();
    const text = { contentType: '300', templateId, payload: JSON.stringify(payload), ...beside };
    const parsed = Object.fromEntries(
      Object.entries(text).map(([key, value]) => [key, /^[[{]/.test(value) ? JSON.parse(value) : value]),
    );
    const { actionable, metadata } = await readMessage(gateway, JSON.stringify(parsed));
    expect(actionable).toEqual((await readMessage(gateway, JSON.stringify(text))).actionable);
    expect(actionable.__typename).not.toBe('OtherTemplate');
    expect(metadata).toEqual(text);
  });

  it('keeps every digit of its numbers', async () => {
    const gateway = await startTestGateway();
    const { actionable } = await readMessage(
      gateway,
      `{"templateId":12,"payload":[{"type":"hidden","data":{"value":${LONG}}}],"formData":{"n":${LONG}}}`,
    );
    expect(actionable.fields).toMatchObject([{ value: LONG }]);
  });

  it.each([
    ['deeper than 64 levels', `${'['.repeat(70)}${']'.repeat(70)}`],
    ['a hundred thousand levels deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['of more than 2000 values', `[${'1,'.repeat(2000)}1]`],
  ])('is omitted if it is too large: %s', async (_case, payload) => {
    const { actionable, metadata } = await readMessage(
      await startTestGateway(),
      `{"templateId":"6","payload":${payload}}`,
    );
    expect(actionable).toMatchObject({ __typename: 'OtherTemplate', payload: null });
    expect(metadata).toEqual({ templateId: '6' });
  });
});

describe('random text in a message’s metadata', () => {
  const ids = Object.values(TEMPLATES).map(({ templateId }) => templateId);
  const templateId = fc.oneof(fc.constantFrom(...ids, '13', '5'), fc.string());
  const sample = fc.constantFrom(...Object.values(TEMPLATES)).map((template) => ({
    templateId: template.templateId,
    payload: JSON.stringify(template.payload),
    ...template.beside,
  }));
  const literal = fc.oneof(
    fc.constantFrom(...INEXACT, '-0', '1e-999', 'null', 'true', '{}', '[]', '""', '{"__proto__":{"type":1}}'),
    fc.json({ maxDepth: 3 }),
    fc.bigInt().map(String),
  );
  /** A valid payload with one value replaced. */
  const mutated = fc.tuple(sample, fc.nat(), literal).map(([metadata, at, other]) => {
    const values = [...metadata.payload.matchAll(/(?<=:)("[^"]*"|true|false|\d+)/g)];
    const found = values[at % Math.max(1, values.length)];
    const [index, old] = [found?.index ?? 0, found?.[0] ?? ''];
    const payload = metadata.payload.slice(0, index) + other + metadata.payload.slice(index + old.length);
    return { ...metadata, payload };
  });
  const cut = fc.tuple(sample, fc.nat(), fc.string()).map(([metadata, at, text]) => ({
    ...metadata,
    payload: metadata.payload.slice(0, at % (metadata.payload.length + 1)) + text,
  }));
  const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), literal);
  const written = fc.record(
    {
      templateId,
      payload: anyText,
      formData: anyText,
      formAction: anyText,
      requestType: anyText,
      category: anyText,
    },
    { requiredKeys: ['templateId', 'payload'] },
  );
  const metadata = fc
    .oneof(written, mutated, cut, fc.dictionary(fc.string(), anyText))
    .map((value) => JSON.stringify(value));

  it('never makes a field an error', async () => {
    const list = FUZZED_ENDPOINTS['message/list'];
    if (!list) throw new Error('no such endpoint');
    const send = createFuzz(list);
    await fc.assert(
      fc.asyncProperty(fc.oneof(metadata, fc.json()), async (stored) => {
        const body = `{"message":[{"key":"m","groupId":7,"createdAtTime":1,"message":"x","metadata":${stored}}]}`;
        const request = await send({ status: 200, body });
        expect(faultOf(request)).toBeUndefined();
        const { errors, data } = JSON.parse(request.text);
        expect(errors).toBeUndefined();
        expect(data.conversation.messages.nodes).toHaveLength(1);
      }),
      { numRuns: 1000 },
    );
  });
});
