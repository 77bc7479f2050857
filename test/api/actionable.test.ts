import * as fc from 'fast-check';
import { isInterfaceType, type GraphQLInterfaceType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../src/schema/schema.ts';
import { TEMPLATES } from '../fixtures/actionable-messages.ts';
import { startTestGateway, type TestGateway } from '../support/harness.ts';
import { wholeSelection } from '../support/selection.ts';

const schema = createSchema();
const actionable = schema.getType('ActionableMessage') as GraphQLInterfaceType;
const WHOLE = wholeSelection(schema, actionable);
const CONVERSATION = '104250002';

const SEND = `mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) { message { text actionable { ${WHOLE} } } }
}`;
const READ = `{ conversation(id: "${CONVERSATION}") { messages(first: 1) { nodes { actionable { ${WHOLE} } } } } }`;

/** Sends a message, and gives it as it went out, as its own answer has it, and as it is read afterwards. */
async function sendAndRead(gateway: TestGateway, input: object) {
  const answer = await gateway.query(SEND, {
    variables: { input: { conversationId: CONVERSATION, ...input } },
  });
  expect(answer.errors).toEqual([]);
  const read = await gateway.query(READ);
  expect(read.errors).toEqual([]);
  return {
    wire: gateway.emulator.messages.at(-1)?.metadata ?? {},
    sent: answer.data.sendMessage.message.actionable,
    read: read.data.conversation.messages.nodes[0].actionable,
  };
}

/** What a message reads back as, whose metadata somebody else has written. */
async function readOf(metadata: object) {
  return (await sendAndRead(await startTestGateway(), { text: 'x', metadata })).read;
}
const readPayload = (templateId: string, payload: unknown, beside: object = {}) =>
  readOf({ contentType: '300', templateId, payload, ...beside });

const KEYS: Readonly<Record<string, string>> = {
  QuickRepliesTemplate: 'quickReplies',
  ButtonsTemplate: 'buttons',
  ListTemplate: 'list',
  FaqTemplate: 'faq',
  ImagesTemplate: 'images',
  CardsTemplate: 'cards',
  MixedButtonsTemplate: 'mixedButtons',
  FormTemplate: 'form',
  VideosTemplate: 'videos',
};

/** A value without what is null. */
function withoutNulls(value: any): any {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== null && entry !== undefined)
      // What callers have put into their own objects is theirs.
      .map(([key, entry]) => [key, /^(replyMetadata|formData)$/.test(key) ? entry : withoutNulls(entry)]),
  );
}

/** What was read, in the words in which it is written. */
function asWritten({ __typename, templateId, payload, ...read }: any): object {
  const kind = KEYS[__typename] ?? 'template';
  if (kind === 'template') return { template: { templateId, payload } };
  const { fields, images, cards, videos, quickReplies, ...object } = read;
  if (kind === 'faq') {
    const buttons = object.buttons?.map(({ name, action }: any) => ({
      name,
      replyMetadata: action.replyMetadata,
    }));
    return withoutNulls({ faq: { ...object, buttons } });
  }
  if (kind === 'quickReplies') {
    return withoutNulls({
      quickReplies: quickReplies.map(({ title, action }: any) => ({
        ...action,
        type: undefined,
        title,
      })),
    });
  }
  if (kind === 'form') {
    const action = (given: any) => given && { ...given, type: undefined };
    return withoutNulls({ form: fields.map((field: any) => ({ ...field, action: action(field.action) })) });
  }
  const oneOf = (_key: string, value: any) => {
    if (typeof value?.type !== 'string' || !/^(LINK|REPLY|SUBMIT)$/.test(value.type)) return value;
    const { type, ...rest } = value;
    return { [type.toLowerCase()]: rest };
  };
  const written = kind === 'list' ? object : (images ?? cards ?? videos ?? object.buttons);
  return withoutNulls({ [kind]: JSON.parse(JSON.stringify(withoutNulls(written)), oneOf) });
}

describe('each template', () => {
  it.each(Object.entries(TEMPLATES))(
    '%s goes out in its own shape, and is read back as it was written',
    async (kind, { input, templateId, payload, beside = {} }) => {
      const { wire, sent, read } = await sendAndRead(await startTestGateway(), {
        actionable: { [kind]: input },
      });
      const { payload: text, ...rest } = wire;
      expect(rest).toEqual({ contentType: '300', templateId, ...beside });
      expect(JSON.parse(text ?? '')).toEqual(payload);
      expect(sent).toMatchObject({ templateId, payload });
      expect(read).toEqual(sent);
      expect(asWritten(read)).toEqual({ [kind]: input });
    },
  );

  it('is among those that a caller may write', () => {
    expect(isInterfaceType(actionable)).toBe(true);
    expect(Object.keys(TEMPLATES).toSorted()).toEqual(Object.values(KEYS).toSorted());
  });
});

/** Every text, number and switch in a value, but for the words of enums. */
function leavesOf(value: any, key = ''): string[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, entry]) =>
      leavesOf(entry, Array.isArray(value) ? key : name),
    );
  }
  return value === null || /^(type|requestType)$/.test(key) ? [] : [`${key}: ${String(value)}`];
}
/** The words of ours for what templates call each in its own way. */
const oneWord = (leaf: string) => leaf.replace(/^(text|replyText): /, 'message: ');

const text = fc
  .string({ unit: 'binary', maxLength: 20 })
  .map((value) => value.replaceAll(/[^\P{Cc}\t\n\r]/gu, ''));
const label = text.filter((value) => value.trim() !== '');
const url = fc.webUrl({ validSchemes: ['http', 'https'], withQueryParameters: true, withFragments: true });
const flag = fc.boolean();
const key = text
  .map((name) => name.replaceAll(/\s/g, '_'))
  .filter((name) => !/^(__proto__|constructor|prototype)$/.test(name));
const json = fc.dictionary(
  key,
  fc.oneof(text, flag, fc.constant(null), fc.maxSafeInteger(), fc.dictionary(key, text, { maxKeys: 2 })),
  { maxKeys: 3, noNullPrototype: true },
);

/** A record of which what is not required may be absent or null. */
function input(required: object, optional: object = {}): fc.Arbitrary<any> {
  const nullable = Object.entries(optional).map(([name, value]) => [name, fc.option(value)]);
  const whole = { ...required, ...Object.fromEntries(nullable) };
  return fc.record(whole, { requiredKeys: Object.keys(required) } as never);
}
const some = (items: fc.Arbitrary<unknown>) => fc.array(items, { minLength: 1, maxLength: 3 });
const any = (items: fc.Arbitrary<unknown>) => fc.array(items, { maxLength: 2 });
const oneOf = (kinds: Record<string, fc.Arbitrary<unknown>>) =>
  fc.oneof(...Object.entries(kinds).map(([name, value]) => fc.record({ [name]: value })));
const filled = (object: fc.Arbitrary<any>) =>
  object.filter((value) => Object.values(value).some((entry: any) => entry !== null && entry.length !== 0));

const requestType = fc.constantFrom('JSON', 'POST_BACK_TO_BOT_PLATFORM');
const form = { formAction: url, formData: json, requestType };
const link = input({ url });
const reply = input({}, { message: text, replyMetadata: json });
const submit = input({}, { message: text, ...form });
const listAction = oneOf({ link, reply });
const buttonLink = input({ url }, { openLinkInNewTab: flag, isDeepLink: flag, replyMetadata: json });

const VALID: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  quickReplies: some(input({ title: label }, { message: text, replyMetadata: json, updateLanguage: text })),
  // One form for all buttons, whatever each of them sends.
  buttons: input({}, form).chain((shared) =>
    some(
      input({
        name: label,
        action: oneOf({
          link: buttonLink,
          submit: input({}, { message: text }).map((own) => ({ ...shared, ...own })),
        }),
      }),
    ),
  ),
  list: filled(
    input(
      {},
      {
        headerImgSrc: url,
        headerText: text,
        elements: any(
          input(
            { title: label },
            { description: text, imgSrc: url, action: listAction, articleId: text, source: text },
          ),
        ),
        buttons: any(input({ name: label }, { action: listAction })),
      },
    ),
  ),
  faq: filled(
    input(
      {},
      {
        title: text,
        description: text,
        buttonLabel: text,
        buttons: any(input({ name: label }, { replyMetadata: json })),
      },
    ),
  ),
  images: some(input({ url }, { caption: text })),
  cards: some(
    input(
      { title: label },
      {
        subtitle: text,
        titleExt: text,
        description: text,
        url,
        header: input({}, { overlayText: text, imgSrc: url }),
        buttons: any(
          input(
            { name: label },
            {
              action: oneOf({
                link,
                reply: input({}, { title: text, message: text, replyMetadata: json }),
                submit,
              }),
            },
          ),
        ),
      },
    ),
  ),
  mixedButtons: some(
    input(
      { name: label },
      { action: oneOf({ link: input({ url }, { openLinkInNewTab: flag }), reply, submit }) },
    ),
  ),
  form: some(
    input(
      {
        type: fc.constantFrom(
          ...(schema.getType('FormFieldType') as any).getValues().map(({ name }: { name: string }) => name),
        ),
      },
      {
        label: text,
        title: text,
        name: text,
        placeholder: text,
        value: text,
        rows: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        cols: fc.nat(),
        options: any(input({}, { label: text, value: text, selected: flag, disabled: flag })),
        validation: input({}, { regex: text, errorText: text }),
        action: input(
          {},
          {
            message: text,
            formAction: url,
            requestType,
            postFormDataAsMessage: flag,
            postBackToKommunicate: flag,
          },
        ),
      },
    ),
  ),
  videos: some(input({ url }, { type: text, caption: text, width: text, height: text, source: text })),
};

describe('any valid input', () => {
  it.each(Object.entries(VALID))(
    'of %s gives a payload that parses, and reads back equal',
    async (kind, valid) => {
      const gateway = await startTestGateway();
      await fc.assert(
        fc.asyncProperty(valid, async (value) => {
          gateway.emulator.reset();
          const { wire, sent, read } = await sendAndRead(gateway, { actionable: { [kind]: value } });
          const { payload = '', formData = '{}', formAction } = wire;
          const beside =
            /"type":"submit"/.test(payload) && kind === 'buttons'
              ? { formAction, ...JSON.parse(formData) }
              : {};
          const leaves = [...leavesOf(JSON.parse(payload)), ...leavesOf(beside)].map(oneWord);
          // The form beside the payload is that of every button.
          const given = new Set(leavesOf(value));
          expect([...given].filter((leaf) => !leaves.includes(oneWord(leaf)))).toEqual([]);
          expect(leaves.filter((leaf) => !given.has(leaf) && !/^undefined|: undefined$/.test(leaf))).toEqual(
            [],
          );
          expect(read).toEqual(sent);
          expect(asWritten(read)).toEqual(withoutNulls({ [kind]: value }));
        }),
        { numRuns: 40 },
      );
    },
    60_000,
  );

  it('of any template gives the caller’s payload', async () => {
    const gateway = await startTestGateway();
    const payload = fc.oneof(json, fc.array(json, { maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[\w.-]{1,9}$/), payload, async (templateId, value) => {
        gateway.emulator.reset();
        const { wire, read } = await sendAndRead(gateway, {
          actionable: { template: { templateId, payload: value } },
        });
        expect(JSON.parse(wire.payload ?? '')).toEqual(value);
        expect(read).toMatchObject({ templateId });
        expect(read.payload).toEqual(value);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the words of the wire', () => {
  const inputs = (words: readonly string[]) => words.map((word) => ({ type: word, name: 'a' }));

  it('for each kind of field are those of HTML and of the clients', async () => {
    const types = ['TEXT', 'PASSWORD', 'TEXTAREA', 'HIDDEN', 'RADIO', 'CHECKBOX', 'DATE', 'TIME'];
    const { wire } = await sendAndRead(await startTestGateway(), {
      actionable: { form: inputs([...types, 'DATETIME_LOCAL', 'DROPDOWN', 'ACTION', 'SUBMIT']) },
    });
    expect(JSON.parse(wire.payload ?? '').map(({ type }: { type: string }) => type)).toEqual([
      ...types.map((type) => type.toLowerCase()),
      'datetime-local',
      'dropdown',
      'action',
      'submit',
    ]);
  });

  it('for a request to the bot, for a link into an app and for what it replies', async () => {
    const link = { url: 'https://x.example', isDeepLink: true, replyMetadata: { a: 1 } };
    const submit = { formAction: 'https://x.example/f', requestType: 'POST_BACK_TO_BOT_PLATFORM' };
    const { wire } = await sendAndRead(await startTestGateway(), {
      actionable: {
        buttons: [
          { name: 'a', action: { link } },
          { name: 'b', action: { submit } },
        ],
      },
    });
    expect(wire).toEqual({
      contentType: '300',
      templateId: '3',
      payload:
        '[{"type":"link","url":"https://x.example","name":"a","isDeepLink":true,"replyMetadata":{"a":1}},{"type":"submit","name":"b"}]',
      formAction: 'https://x.example/f',
      requestType: 'postBackToBotPlatform',
    });
  });

  it('are the same for forms that are written in different ways', async () => {
    const gateway = await startTestGateway();
    const answer = await gateway.query(
      `mutation ($data: JSONObject) { sendMessage(input: { conversationId: "${CONVERSATION}", actionable: { buttons: [
        { name: "a", action: { submit: { formData: { a: { b: "1" } } } } }
        { name: "b", action: { submit: { formData: $data } } }
      ] } }) { message { id } } }`,
      { variables: { data: { a: { b: '1' } } } },
    );
    expect(answer.errors).toEqual([]);
    expect(gateway.emulator.messages[0]?.metadata.formData).toBe('{"a":{"b":"1"}}');
  });
});

describe('what others have written', () => {
  it('is read in any spelling of a reply', async () => {
    const buttons = [
      { name: 'a', action: { type: 'quick_reply', text: 'A' } },
      { name: 'b', action: { type: 'quickReply', payload: { message: 'B' } } },
      { name: 'c', action: { type: 'suggestedReply', message: 'C' } },
      { name: 'd', type: 'quickReply', message: 'D' },
      { name: 'e', type: 'suggestedReply', action: { message: 'E' } },
    ];
    const { buttons: read } = await readPayload('11', buttons);
    expect(read.map(({ action }: any) => [action.type, action.message])).toEqual(
      ['A', 'B', 'C', 'D', 'E'].map((message) => ['REPLY', message]),
    );
  });

  it('is read in the second revision of mixed buttons', async () => {
    expect(
      await readPayload('13', [{ name: 'a', action: { type: 'link', url: 'https://x.example' } }]),
    ).toMatchObject({
      __typename: 'MixedButtonsTemplate',
      templateId: '13',
      buttons: [{ name: 'a', action: { type: 'LINK' } }],
    });
  });

  it('is read in the older, flat form', async () => {
    const { fields } = await readPayload('12', [
      { type: 'text', label: 'Name', placeholder: 'Your name' },
      {
        type: 'submit',
        label: 'Send',
        formAction: 'https://x.example',
        requestType: 'application/json',
        message: 'Done',
      },
    ]);
    expect(fields).toMatchObject([
      { type: 'TEXT', label: 'Name', placeholder: 'Your name', action: null },
      {
        type: 'SUBMIT',
        label: 'Send',
        action: { type: 'SUBMIT', formAction: 'https://x.example', requestType: 'JSON', message: 'Done' },
      },
    ]);
  });

  it('is read where a button has no type: as a link by its address, else as one that submits the form beside it', async () => {
    const { buttons } = await readPayload(
      '3',
      [
        { name: 'a', url: 'https://x.example' },
        { name: 'b', replyText: 'B' },
      ],
      { formData: '{"a":"1"}', formAction: 'https://x.example/pay' },
    );
    expect(buttons).toMatchObject([
      { action: { type: 'LINK', url: 'https://x.example', formAction: null } },
      { action: { type: 'SUBMIT', message: 'B', formAction: 'https://x.example/pay', formData: { a: '1' } } },
    ]);
  });

  it('is read where metadata of a reply is JSON text', async () => {
    const { quickReplies } = await readPayload('6', [
      { title: 'a', replyMetadata: '{"b":1}' },
      { title: 'b', replyMetadata: 'not JSON' },
      { title: 'c', replyMetadata: '[1]' },
    ]);
    expect(quickReplies.map(({ action }: any) => action.replyMetadata)).toEqual([{ b: 1 }, null, null]);
  });

  it('loses only the values that are of the wrong type', async () => {
    const { cards } = await readPayload('10', [
      'no card',
      null,
      { title: 7, subtitle: 'Sub', header: [], buttons: [{ name: {}, action: 'link' }, 3] },
      { title: 'B', titleExt: 4.5, buttons: {} },
    ]);
    expect(cards).toMatchObject([
      { title: null, subtitle: 'Sub', header: null, buttons: [{ name: null, action: null }] },
      { title: 'B', titleExt: '4.5', buttons: null },
    ]);
  });

  it('has no type where nobody knows it', async () => {
    const { buttons } = await readPayload('11', [
      { name: 'a', action: { type: 'teleport', url: 'https://x.example' } },
      { name: 'b', action: { type: 'constructor' } },
    ]);
    expect(buttons.map(({ action }: any) => action.type)).toEqual([null, null]);
    const { fields } = await readPayload('12', [{ type: 'hologram', data: { label: 'a' } }]);
    expect(fields).toMatchObject([{ type: null, label: 'a' }]);
  });

  it('is a reply wherever the template can only reply', async () => {
    const { quickReplies } = await readPayload('6', [
      { title: 'a', type: 'button' },
      { title: 'b', type: null },
      {
        title: 'c',
        type: 'link',
        url: 'javascript:alert(1)',
        payload: { message: 'not this' },
        message: 'C',
      },
    ]);
    expect(quickReplies.map(({ action }: any) => [action.type, action.url, action.message])).toEqual([
      ['REPLY', null, null],
      ['REPLY', null, null],
      ['REPLY', null, 'C'],
    ]);
    const { buttons } = await readPayload('8', {
      buttons: [
        { name: 'a', action: { message: 'A' } },
        { name: 'b', action: { type: 'link', url: 'https://x.example' } },
      ],
    });
    expect(buttons).toMatchObject([
      { action: { type: 'REPLY', message: 'A' } },
      { action: { type: 'LINK', url: 'https://x.example' } },
    ]);
  });

  it('is read where null stands for what is absent, and the form goes only with what submits it', async () => {
    const { buttons } = await readPayload(
      '3',
      [
        { name: 'a', type: null, url: 'https://x.example' },
        { name: 'b', url: null },
        { name: 'c', type: 'quickReply', message: 'C' },
      ],
      { formData: '{"a":"1"}', requestType: 'json' },
    );
    expect(buttons.map(({ action }: any) => [action.type, action.formData, action.requestType])).toEqual([
      ['LINK', null, null],
      ['SUBMIT', { a: '1' }, 'JSON'],
      ['REPLY', null, null],
    ]);
  });

  it('is read where numbers and switches are texts, and texts numbers', async () => {
    const { fields } = await readPayload('12', [
      {
        type: 'dropdown',
        data: { rows: '3', value: 7, options: [{ label: 1, value: 2, selected: 'true', disabled: 'false' }] },
      },
      { type: 'submit', data: { action: { requestType: 'carrier-pigeon', postBackToKommunicate: 'true' } } },
    ]);
    expect(fields).toMatchObject([
      { rows: 3, value: '7', options: [{ label: '1', value: '2', selected: true, disabled: false }] },
      { action: { type: 'SUBMIT', requestType: null, postBackToKommunicate: true } },
    ]);
    const { elements } = await readPayload('7', { elements: [{ title: 'a', articleId: 42 }] });
    expect(elements[0].articleId).toBe('42');
    const { videos } = await readPayload('14', [{ url: 'https://x.example', width: 320, height: 200 }]);
    expect(videos).toMatchObject([{ width: '320', height: '200' }]);
    const { cards } = await readPayload('10', [{ title: 'a', header: { overlayText: 40 } }]);
    expect(cards[0].header.overlayText).toBe('40');
  });

  it('is shown as it is stored, an address of another scheme too', async () => {
    const { buttons } = await readPayload('11', [
      { name: 'a', action: { type: 'link', url: 'javascript:alert(1)' } },
    ]);
    expect(buttons[0].action.url).toBe('javascript:alert(1)');
  });
});

describe('another template', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);

  it.each([
    ['of a number that has no type', '5', '{"hotelList":[]}', { hotelList: [] }],
    ['of a number that is a word of every object', '__proto__', '[1]', [1]],
    ['whose root is not what its number says', '6', '{"title":"Yes"}', { title: 'Yes' }],
    ['whose root is a list where it should not be', '7', '[]', []],
    ['whose payload is a bare value', '6', '7', 7],
    ['whose payload is not JSON', '6', '[{"title":"Yes",{"title":"No"}]', null],
    ['whose payload is nested a hundred thousand deep', '9', deep, null],
    ['that holds more than anybody could show', '6', `[${'{},'.repeat(2000)}{}]`, null],
  ])('is one %s', async (_case, templateId, payload, parsed) => {
    expect(await readPayload(templateId, payload)).toEqual({
      __typename: 'OtherTemplate',
      templateId,
      payload: parsed,
    });
  });

  it('is one whose buttons would each submit a form that is large already', async () => {
    const buttons = `[${'{},'.repeat(999)}{}]`;
    const form = { formData: JSON.stringify(Array.from({ length: 1000 }, () => 'x')) };
    expect(await readPayload('3', buttons, form)).toMatchObject({ __typename: 'OtherTemplate' });
    expect(await readPayload('3', buttons)).toMatchObject({ __typename: 'ButtonsTemplate' });
  });

  it('is one without a payload', async () => {
    expect(await readOf({ contentType: '300', templateId: '6' })).toMatchObject({
      __typename: 'OtherTemplate',
      payload: null,
    });
  });
});

describe('a message without a template', () => {
  it.each([
    ['text', {}],
    ['no number', { contentType: '300', payload: '[]' }],
    ['an empty number', { contentType: '300', templateId: '', payload: '[]' }],
  ])('has nothing actionable: %s', async (_case, metadata) => {
    expect(await readOf(metadata)).toBeNull();
  });
});

describe('the sandbox', () => {
  it('has a message of every template, all of them in the first conversation', async () => {
    const gateway = await startTestGateway();
    const { data, errors } = await gateway.query(
      `{ conversation(id: "104250001") { messages(first: 20) { nodes { actionable { ${WHOLE} } } } } }`,
    );
    expect(errors).toEqual([]);
    const kinds = data.conversation.messages.nodes.flatMap((node: any) => node.actionable?.__typename ?? []);
    expect(kinds.toSorted()).toEqual(Object.keys(KEYS).toSorted());
  });
});
