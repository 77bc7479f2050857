import type { GraphQLInterfaceType } from 'graphql';
import { expect } from 'vitest';
import { createSchema } from '../../src/schema/schema.ts';
import { startTestGateway, type TestGateway } from './harness.ts';
import { wholeSelection } from './selection.ts';

export const schema = createSchema();
export const actionable = schema.getType('ActionableMessage') as GraphQLInterfaceType;
/** A selection of every field of every template. */
export const WHOLE = wholeSelection(schema, actionable);
export const CONVERSATION = '104250002';

const SEND = `mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) { message { text actionable { ${WHOLE} } } }
}`;
const READ = `{ conversation(id: "${CONVERSATION}") { messages(first: 1) { nodes { actionable { ${WHOLE} } } } } }`;

/** Sends a message. Returns it as it was sent to the REST API, as the mutation returns it, and as a query reads it. */
export async function sendAndRead(gateway: TestGateway, input: object) {
  const sent = await gateway.query(SEND, {
    variables: { input: { conversationId: CONVERSATION, ...input } },
  });
  expect(sent.errors).toEqual([]);
  const read = await gateway.query(READ);
  expect(read.errors).toEqual([]);
  return {
    wire: gateway.emulator.messages.at(-1)?.metadata ?? {},
    sent: sent.data.sendMessage.message.actionable,
    read: read.data.conversation.messages.nodes[0].actionable,
  };
}

/** Reads a message with metadata of another writer. */
export async function readMetadata(metadata: object) {
  return (await sendAndRead(await startTestGateway(), { text: 'x', metadata })).read;
}
export const readPayload = (templateId: string, payload: unknown, otherMetadata: object = {}) =>
  readMetadata({ contentType: '300', templateId, payload, ...otherMetadata });

/** The input field for each type of template. */
export const KINDS: Readonly<Record<string, string>> = {
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

/** A copy without nulls. */
export function withoutNulls(value: any): any {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== null && entry !== undefined)
      // These objects belong to the caller, and may hold nulls.
      .map(([key, entry]) => [key, /^(replyMetadata|formData)$/.test(key) ? entry : withoutNulls(entry)]),
  );
}

/** Turns a template that was read into the input that writes it. */
export function asInput({ __typename, templateId, payload, ...read }: any): object {
  const kind = KINDS[__typename] ?? 'template';
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
    const action = (value: any) => value && { ...value, type: undefined };
    return withoutNulls({ form: fields.map((field: any) => ({ ...field, action: action(field.action) })) });
  }
  const oneOf = (_key: string, value: any) => {
    if (typeof value?.type !== 'string' || !/^(LINK|REPLY|SUBMIT)$/.test(value.type)) return value;
    const { type, ...rest } = value;
    return { [type.toLowerCase()]: rest };
  };
  const input = kind === 'list' ? object : (images ?? cards ?? videos ?? object.buttons);
  return withoutNulls({ [kind]: JSON.parse(JSON.stringify(withoutNulls(input)), oneOf) });
}
