import { isInterfaceType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { TEMPLATES } from '../fixtures/actionable-messages.ts';
import {
  actionable,
  asInput,
  CONVERSATION,
  KINDS,
  readMetadata,
  sendAndRead,
  WHOLE,
} from '../support/actionable.ts';
import { startTestGateway } from '../support/harness.ts';

describe('each template', () => {
  it.each(Object.entries(TEMPLATES))(
    'is sent in its own shape, and reads back as the same input: %s',
    async (kind, { input, templateId, payload, beside: otherMetadata = {} }) => {
      const { wire, sent, read } = await sendAndRead(await startTestGateway(), {
        actionable: { [kind]: input },
      });
      const { payload: text, ...rest } = wire;
      expect(rest).toEqual({ contentType: '300', templateId, ...otherMetadata });
      expect(JSON.parse(text ?? '')).toEqual(payload);
      expect(sent).toMatchObject({ templateId, payload });
      expect(read).toEqual(sent);
      expect(asInput(read)).toEqual({ [kind]: input });
    },
  );

  it('has an input field', () => {
    expect(isInterfaceType(actionable)).toBe(true);
    expect(Object.keys(TEMPLATES).toSorted()).toEqual(Object.values(KINDS).toSorted());
  });
});

describe('the words of the REST API', () => {
  const inputs = (words: readonly string[]) => words.map((word) => ({ type: word, name: 'a' }));

  it('for form field types are those of HTML and of the official clients', async () => {
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

  it('for a form, a deep link and its reply metadata are beside the button or the payload', async () => {
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

  it('are the same for equal forms in a literal and in a variable', async () => {
    const gateway = await startTestGateway();
    const { errors } = await gateway.query(
      `mutation ($data: JSONObject) { sendMessage(input: { conversationId: "${CONVERSATION}", actionable: { buttons: [
        { name: "a", action: { submit: { formData: { a: { b: "1" } } } } }
        { name: "b", action: { submit: { formData: $data } } }
      ] } }) { message { id } } }`,
      { variables: { data: { a: { b: '1' } } } },
    );
    expect(errors).toEqual([]);
    expect(gateway.emulator.messages[0]?.metadata.formData).toBe('{"a":{"b":"1"}}');
  });
});

describe('a message without a template', () => {
  it.each([
    ['only text', {}],
    ['no template id', { contentType: '300', payload: '[]' }],
    ['an empty template id', { contentType: '300', templateId: '', payload: '[]' }],
  ])('is not actionable: %s', async (_case, metadata) => {
    expect(await readMetadata(metadata)).toBeNull();
  });
});

describe('the sandbox', () => {
  it('has a message of every template in its first conversation', async () => {
    const gateway = await startTestGateway();
    const { data, errors } = await gateway.query(
      `{ conversation(id: "104250001") { messages(first: 20) { nodes { actionable { ${WHOLE} } } } } }`,
    );
    expect(errors).toEqual([]);
    const kinds = data.conversation.messages.nodes.flatMap((node: any) => node.actionable?.__typename ?? []);
    expect(kinds.toSorted()).toEqual(Object.keys(KINDS).toSorted());
  });
});
