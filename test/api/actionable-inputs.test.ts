import { describe, expect, it } from 'vitest';
import type { ErrorDetails } from '../../src/errors.ts';
import { startTestGateway } from '../support/harness.ts';
import { expectRejected, send, template } from '../support/inputs.ts';

const FORM_FIELD_TYPES =
  `TEXT PASSWORD TEXTAREA HIDDEN RADIO CHECKBOX DATE TIME DATETIME_LOCAL DROPDOWN ACTION SUBMIT`.split(' ');

describe('an invalid actionable part', () => {
  it.each([
    [
      'no quick replies',
      send({ actionable: { quickReplies: [] } }),
      'input.actionable.quickReplies',
      'empty',
    ],
    [
      'a quick reply without a title',
      send({ actionable: { quickReplies: [{ title: 'Yes' }, { title: ' ' }] } }),
      'input.actionable.quickReplies.1.title',
      'empty',
    ],
    ['no template', send({ actionable: {} }), 'input.actionable', 'not-exactly-one'],
    [
      'two templates',
      send({ actionable: { quickReplies: [{ title: 'a' }], ...template([]) } }),
      'input.actionable',
      'not-exactly-one',
    ],
    [
      'a null template',
      send({ actionable: { quickReplies: null } }),
      'input.actionable.quickReplies',
      'required',
    ],
    [
      'an empty template id',
      send({ actionable: template([], '') }),
      'input.actionable.template.templateId',
      'empty',
    ],
    [
      'a payload that is not JSON',
      send({ actionable: template('[{"title":"Yes","message":"more.",{"title":"No"}]') }),
      'input.actionable.template.payload',
      'not-json',
    ],
    [
      'a payload that is the JSON of a string',
      send({ actionable: template('"word"') }),
      'input.actionable.template.payload',
      'not-an-object-or-array',
    ],
    [
      'a payload that is a number',
      send({ actionable: template(7) }),
      'input.actionable.template.payload',
      'not-an-object-or-array',
    ],
    ['no buttons', send({ actionable: { buttons: [] } }), 'input.actionable.buttons', 'empty'],
    ['no images', send({ actionable: { images: [] } }), 'input.actionable.images', 'empty'],
    ['no cards', send({ actionable: { cards: [] } }), 'input.actionable.cards', 'empty'],
    [
      'no mixed buttons',
      send({ actionable: { mixedButtons: [] } }),
      'input.actionable.mixedButtons',
      'empty',
    ],
    ['no fields in a form', send({ actionable: { form: [] } }), 'input.actionable.form', 'empty'],
    ['no videos', send({ actionable: { videos: [] } }), 'input.actionable.videos', 'empty'],
    ['an empty list', send({ actionable: { list: { elements: null } } }), 'input.actionable.list', 'empty'],
    ['an empty FAQ', send({ actionable: { faq: {} } }), 'input.actionable.faq', 'empty'],
    [
      'a button without a name',
      send({ actionable: { buttons: [{ name: ' ', action: { link: { url: 'https://x.example' } } }] } }),
      'input.actionable.buttons.0.name',
      'empty',
    ],
    [
      'a button without an action',
      send({ actionable: { buttons: [{ name: 'a' }] } }),
      'input.actionable.buttons.0.action',
      'required',
    ],
    [
      'two kinds of action',
      send({
        actionable: {
          mixedButtons: [{ name: 'a', action: { link: { url: 'https://x.example' }, reply: {} } }],
        },
      }),
      'input.actionable.mixedButtons.0.action',
      'not-exactly-one',
    ],
    [
      'a button link that is not a URL',
      send({ actionable: { buttons: [{ name: 'a', action: { link: { url: 'x.example' } } }] } }),
      'input.actionable.buttons.0.action.link.url',
      'not-a-url',
    ],
    [
      'a list element link with a javascript: URL',
      send({
        actionable: {
          list: { elements: [{ title: 'a', action: { link: { url: 'javascript:alert(1)' } } }] },
        },
      }),
      'input.actionable.list.elements.0.action.link.url',
      'not-a-url',
    ],
    [
      'a list button link with a javascript: URL',
      send({
        actionable: { list: { buttons: [{ name: 'a', action: { link: { url: 'javascript:alert(1)' } } }] } },
      }),
      'input.actionable.list.buttons.0.action.link.url',
      'not-a-url',
    ],
    [
      'a list header picture with another scheme',
      send({ actionable: { list: { headerImgSrc: 'data:image/png;base64,AAAA' } } }),
      'input.actionable.list.headerImgSrc',
      'not-a-url',
    ],
    [
      'a list element picture with another scheme',
      send({ actionable: { list: { elements: [{ title: 'a', imgSrc: 'ftp://x.example' }] } } }),
      'input.actionable.list.elements.0.imgSrc',
      'not-a-url',
    ],
    [
      'an element without a title',
      send({ actionable: { list: { elements: [{ title: '' }] } } }),
      'input.actionable.list.elements.0.title',
      'empty',
    ],
    [
      'an FAQ button without a name',
      send({ actionable: { faq: { buttons: [{ name: 'Yes' }, { name: '' }] } } }),
      'input.actionable.faq.buttons.1.name',
      'empty',
    ],
    [
      'an image with another scheme',
      send({ actionable: { images: [{ url: 'https://x.example' }, { url: 'file:///etc/passwd' }] } }),
      'input.actionable.images.1.url',
      'not-a-url',
    ],
    [
      'a video with another scheme',
      send({ actionable: { videos: [{ url: 'javascript:alert(1)' }] } }),
      'input.actionable.videos.0.url',
      'not-a-url',
    ],
    [
      'a card without a title',
      send({ actionable: { cards: [{ title: '\t' }] } }),
      'input.actionable.cards.0.title',
      'empty',
    ],
    [
      'a card with a javascript: URL',
      send({ actionable: { cards: [{ title: 'a', url: 'javascript:alert(1)' }] } }),
      'input.actionable.cards.0.url',
      'not-a-url',
    ],
    [
      'a card picture with a javascript: URL',
      send({ actionable: { cards: [{ title: 'a', header: { imgSrc: 'javascript:alert(1)' } }] } }),
      'input.actionable.cards.0.header.imgSrc',
      'not-a-url',
    ],
    [
      'a card button link with a javascript: URL',
      send({
        actionable: {
          cards: [{ title: 'a', buttons: [{ name: 'b', action: { link: { url: 'javascript:alert(1)' } } }] }],
        },
      }),
      'input.actionable.cards.0.buttons.0.action.link.url',
      'not-a-url',
    ],
    [
      'a card button form with a javascript: URL',
      send({
        actionable: {
          cards: [
            {
              title: 'a',
              buttons: [{ name: 'b', action: { submit: { formAction: 'javascript:alert(1)' } } }],
            },
          ],
        },
      }),
      'input.actionable.cards.0.buttons.0.action.submit.formAction',
      'not-a-url',
    ],
    [
      'a form with a javascript: URL',
      send({ actionable: { form: [{ type: 'SUBMIT', action: { formAction: 'javascript:alert(1)' } }] } }),
      'input.actionable.form.0.action.formAction',
      'not-a-url',
    ],
    [
      'a field of an unknown type',
      send({ actionable: { form: [{ type: 'text' }] } }),
      'input.actionable.form.0.type',
      'wrong-type',
      { expected: 'FormFieldType!', allowed: FORM_FIELD_TYPES },
    ],
    [
      'a constructor key in form data',
      send({
        actionable: { mixedButtons: [{ name: 'a', action: { submit: { formData: { constructor: 1 } } } }] },
      }),
      'input.actionable.mixedButtons.0.action.submit.formData.constructor',
      'forbidden-key',
    ],
    [
      'buttons of one message with different form data',
      send({
        actionable: {
          buttons: [
            { name: 'a', action: { submit: { formAction: 'https://x.example', formData: { a: 1 } } } },
            { name: 'b', action: { link: { url: 'https://x.example' } } },
            { name: 'c', action: { submit: { formAction: 'https://x.example', formData: { a: 2 } } } },
          ],
        },
      }),
      'input.actionable.buttons.2.action.submit',
      'another-form',
    ],
    [
      'metadata with a form key next to buttons without a form',
      send({
        actionable: { buttons: [{ name: 'a', action: { submit: {} } }] },
        metadata: { formData: '{"a":1}' },
      }),
      'input.metadata.formData',
      'set-by-actionable',
    ],
    [
      'more values than the gateway decodes',
      send({ actionable: { quickReplies: Array.from({ length: 1001 }, () => ({ title: 'a' })) } }),
      'input.actionable',
      'too-large',
    ],
    [
      'a template nested deeper than the gateway decodes',
      send({ actionable: template(`${'['.repeat(70)}${']'.repeat(70)}`) }),
      'input.actionable',
      'too-large',
    ],
    [
      'a template id with a control character',
      send({ actionable: template([], '6\u0000') }),
      'input.actionable.template.templateId',
      'control-character',
    ],
    [
      'buttons of one message with different form URLs',
      send({
        actionable: {
          buttons: ['https://x.example', 'https://y.example'].map((formAction) => ({
            name: 'a',
            action: { submit: { formAction } },
          })),
        },
      }),
      'input.actionable.buttons.1.action.submit',
      'another-form',
    ],
    [
      'metadata with a key that the form of buttons sets',
      send({
        actionable: { buttons: [{ name: 'a', action: { submit: { formAction: 'https://x.example' } } }] },
        metadata: { formAction: 'https://y.example' },
      }),
      'input.metadata.formAction',
      'set-by-actionable',
    ],
    [
      'metadata with a key that the actionable part sets',
      send({ actionable: template([]), metadata: { payload: 'x' } }),
      'input.metadata.payload',
      'set-by-actionable',
    ],
  ] as const)(
    'is rejected with its position and reason, before any REST call: %s',
    (_case, [document, variables], argument, reason, details: ErrorDetails = {}) =>
      expectRejected(document, variables, argument, reason, details),
  );
});

describe('actionable messages', () => {
  async function sent(input: object) {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { errors } = await gateway.query(...withVariables(send(input)));
    expect(errors).toEqual([]);
    return gateway.emulator.messages[0];
  }
  const withVariables = ([document, variables]: readonly [string, object]) =>
    [document, { variables }] as const;

  it('are encoded as in the REST documentation, with a payload that parses', async () => {
    const message = await sent({
      text: 'Shall we call you back?',
      actionable: {
        quickReplies: [
          { title: 'Please', message: 'Yes, this afternoon.' },
          { title: 'Rather not ', message: "It's solved" },
        ],
      },
    });
    expect(message).toMatchObject({
      message: 'Shall we call you back?',
      metadata: {
        contentType: '300',
        templateId: '6',
        payload:
          '[{"title":"Please","message":"Yes, this afternoon."},{"title":"Rather not ","message":"It\'s solved"}]',
      },
    });
  });

  it('contain the reply metadata and language of a quick reply', async () => {
    const message = await sent({
      actionable: {
        quickReplies: [
          { title: 'Sí', message: null, replyMetadata: { KM_CHAT_CONTEXT: { a: 1 } }, updateLanguage: 'es' },
        ],
      },
    });
    expect(message?.metadata.payload).toBe(
      '[{"title":"Sí","replyMetadata":{"KM_CHAT_CONTEXT":{"a":1}},"updateLanguage":"es"}]',
    );
  });

  it('need no text, and are sent without it', async () => {
    const message = await sent({ actionable: template({ elements: [] }, '7') });
    expect(message).toMatchObject({ metadata: { templateId: '7', payload: '{"elements":[]}' } });
    expect(message).not.toHaveProperty('message');
  });

  it('contain a text payload unchanged', async () => {
    const message = await sent({ actionable: template(' [ {"url" : "https://a.example"} ]') });
    expect(message?.metadata.payload).toBe(' [ {"url" : "https://a.example"} ]');
  });

  it('can be combined with metadata of other keys', async () => {
    const message = await sent({ actionable: template([]), metadata: { skipBot: true } });
    expect(message?.metadata).toEqual({
      contentType: '300',
      templateId: '9',
      payload: '[]',
      skipBot: 'true',
    });
  });

  it('are rejected with an inexact number', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const answer = await gateway.query(...withVariables(send({ actionable: template([2 ** 60]) })));
    expect(answer.errors[0]?.extensions).toMatchObject({
      argument: 'input.actionable.template.payload.0',
      reason: 'inexact-number',
    });
    expect(gateway.calls()).toEqual([]);
  });
});
