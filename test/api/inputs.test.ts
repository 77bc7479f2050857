import { describe, expect, it } from 'vitest';
import { badUserInput, type ErrorDetails } from '../../src/errors.ts';
import { answerOf, post, startTestGateway } from '../support/harness.ts';

const UPDATE = 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id } } }';
const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
const CHANGE = `mutation ($input: ChangeConversationStatusInput!) {
  changeConversationStatus(input: $input) { conversation { id } }
}`;
const USER = 'query ($id: ID!) { user(id: $id) { id } }';
const USERS = 'query ($ids: [ID!]!) { users(ids: $ids) { id } }';

const update = (input: object) => [UPDATE, { input: { userId: 'ana-ortiz', ...input } }] as const;
const send = (input: object) => [SEND, { input: { conversationId: '104250001', ...input } }] as const;
const change = (input: object) =>
  [CHANGE, { input: { conversationId: '104250001', status: 'OPEN', ...input } }] as const;
const template = (payload: unknown, templateId = '9') => ({ template: { templateId, payload } });
const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

const FORM_FIELD_TYPES =
  `TEXT PASSWORD TEXTAREA HIDDEN RADIO CHECKBOX DATE TIME DATETIME_LOCAL DROPDOWN ACTION SUBMIT`.split(' ');

describe('a value that is not acceptable', () => {
  it.each([
    // Ids
    ['an empty id', [USER, { id: '' }], 'id', 'empty'],
    ['an id of 257 characters', [USER, { id: 'x'.repeat(257) }], 'id', 'too-long', { max: 256 }],
    ['an id with a line break', [USER, { id: 'a\nb' }], 'id', 'control-character'],
    ['an id with a C1 control character', [USER, { id: 'a\u0085b' }], 'id', 'control-character'],
    ['an id with a space in front', [USER, { id: ' a' }], 'id', 'outer-space'],
    ['an id with a no-break space behind', [USER, { id: 'a\u00a0' }], 'id', 'outer-space'],
    ['half a surrogate pair', [USER, { id: 'a\ud800' }], 'id', 'not-well-formed'],
    ['one bad id of many', [USERS, { ids: ['a', 'b', 'c', ''] }], 'ids.3', 'empty'],
    ['a fraction as id', [USER, { id: 1.5 }], 'id', 'wrong-type', { expected: 'ID!' }],
    ['a boolean as id', [USER, { id: true }], 'id', 'wrong-type', { expected: 'ID!' }],
    ['an object as id', [USER, { id: {} }], 'id', 'wrong-type', { expected: 'ID!' }],
    ['null as id', [USER, { id: null }], 'id', 'required'],
    ['no id', [USER, {}], 'id', 'required'],
    ['a number beyond 2^53 as id', [USER, '{"id": 9007199254740993}'], 'id', 'inexact-number'],
    ['such a number in a list', [USERS, '{"ids": ["a", 1e300]}'], 'ids.1', 'inexact-number'],
    ['such a number as a list', [USERS, '{"ids": -9007199254740993}'], 'ids', 'inexact-number'],
    ['such a number in an input', send({ text: 'x', senderId: 2 ** 60 }), 'input.senderId', 'inexact-number'],
    ['null in a list', [USERS, { ids: ['a', null] }], 'ids.1', 'required'],
    [
      'null where a default would do',
      ['query ($id: ID = "x") { user(id: $id) { id } }', { id: null }],
      'id',
      'required',
    ],
    [
      'null where a default would do, in a list',
      ['query ($id: ID = "x") { users(ids: [$id]) { id } }', { id: null }],
      'id',
      'required',
    ],
    [
      'null where a default would do, in an input',
      [
        'mutation ($id: ID = "x") { updateUser(input: { userId: $id, email: "a@b" }) { user { id } } }',
        { id: null },
      ],
      'id',
      'required',
    ],
    [
      'null where a default would do, in a directive',
      ['query ($yes: Boolean = true) { viewer @include(if: $yes) { id } }', { yes: null }],
      'yes',
      'required',
    ],
    [
      'a variable that every object has',
      [
        'mutation ($toString: String) { updateUser(input: { userId: "u", metadata: { a: $toString } }) { user { id } } }',
        {},
      ],
      'toString',
      'forbidden-name',
    ],
    [
      'a variable that brings others with it',
      [
        'mutation ($__proto__: JSONObject, $n: String) { updateUser(input: { userId: "u", metadata: { a: $n, b: $__proto__ } }) { user { id } } }',
        '{"__proto__": {"n": {"evil": 1}}}',
      ],
      '__proto__',
      'forbidden-name',
    ],
    // Input objects
    ['a missing field', [UPDATE, { input: { displayName: 'A' } }], 'input.userId', 'required'],
    ['an unknown field', update({ nickname: 'A' }), 'input.nickname', 'unknown-field'],
    [
      'a list for an object',
      [UPDATE, { input: [1] }],
      'input',
      'wrong-type',
      { expected: 'UpdateUserInput!' },
    ],
    [
      'an unknown enum value',
      change({ status: 'open' }),
      'input.status',
      'wrong-type',
      { expected: 'SettableConversationStatus!', allowed: ['OPEN', 'CLOSED', 'SPAM', 'DUPLICATE'] },
    ],
    // updateUser
    ['nothing to change', update({}), 'input', 'nothing-to-change'],
    ['nothing but nulls to change', update({ email: null, metadata: null }), 'input', 'nothing-to-change'],
    ['empty metadata to change', update({ metadata: {} }), 'input', 'nothing-to-change'],
    ['a user id with a space', update({ userId: 'a b', email: 'a@b' }), 'input.userId', 'not-visible-ascii'],
    [
      'a user id with an accent',
      update({ userId: 'josé', email: 'a@b' }),
      'input.userId',
      'not-visible-ascii',
    ],
    ['an e-mail without @', update({ email: 'ana' }), 'input.email', 'not-an-email'],
    ['an e-mail with a space', update({ email: 'a na@b.example' }), 'input.email', 'not-an-email'],
    [
      'an e-mail of 255 characters',
      update({ email: `${'a'.repeat(249)}@b.com` }),
      'input.email',
      'too-long',
      { max: 254 },
    ],
    ['an empty e-mail', update({ email: '' }), 'input.email', 'not-an-email'],
    [
      'an e-mail with a line break',
      update({ email: 'a@b.example\r\nX: y' }),
      'input.email',
      'control-character',
    ],
    ['a javascript: link', update({ imageLink: 'javascript:alert(1)' }), 'input.imageLink', 'not-a-url'],
    ['a relative link', update({ imageLink: '/a.png' }), 'input.imageLink', 'not-a-url'],
    ['a link with a space', update({ imageLink: 'https://a.example/b c' }), 'input.imageLink', 'not-a-url'],
    [
      'a link with a tab',
      update({ imageLink: 'https://a.exa\tmple' }),
      'input.imageLink',
      'control-character',
    ],
    ['a link without a host', update({ imageLink: 'https://' }), 'input.imageLink', 'not-a-url'],
    [
      'a very long link',
      update({ imageLink: `https://a.example/${'x'.repeat(2048)}` }),
      'input.imageLink',
      'too-long',
      { max: 2048 },
    ],
    [
      'metadata that is a list',
      update({ metadata: ['a'] }),
      'input.metadata',
      'wrong-type',
      { expected: 'JSONObject' },
    ],
    [
      'metadata that is text',
      update({ metadata: 'a' }),
      'input.metadata',
      'wrong-type',
      { expected: 'JSONObject' },
    ],
    ['a null in metadata', update({ metadata: { a: null } }), 'input.metadata.a', 'null'],
    ['an empty metadata key', update({ metadata: { '': 'a' } }), 'input.metadata', 'empty-key'],
    [
      'a metadata key with a NUL',
      update({ metadata: { 'a\0': 'a' } }),
      'input.metadata',
      'control-character',
    ],
    [
      'a __proto__ key',
      [UPDATE, '{"input": {"userId": "u", "metadata": {"__proto__": "x"}}}'],
      'input.metadata.__proto__',
      'forbidden-key',
    ],
    [
      'a constructor key',
      update({ metadata: { constructor: 'x' } }),
      'input.metadata.constructor',
      'forbidden-key',
    ],
    [
      'a number in metadata that has lost digits',
      [UPDATE, '{"input": {"userId": "u", "metadata": {"n": 12345678901234567890}}}'],
      'input.metadata.n',
      'inexact-number',
    ],
    [
      'such a number deep in metadata',
      [UPDATE, '{"input": {"userId": "u", "metadata": {"n": [{"x": 1e999}]}}}'],
      'input.metadata.n.0.x',
      'inexact-number',
    ],
    [
      'a key deep in metadata that is a word of every object',
      [UPDATE, '{"input": {"userId": "u", "metadata": {"n": [{"__proto__": 1}]}}}'],
      'input.metadata.n.0.__proto__',
      'forbidden-key',
    ],
    [
      'a link of 2049 characters',
      update({ imageLink: `https://a.example/${'x'.repeat(2031)}` }),
      'input.imageLink',
      'too-long',
      { max: 2048 },
    ],
    // sendMessage
    ['a message without anything', send({}), 'input', 'text-or-actionable'],
    ['a message with metadata only', send({ metadata: { a: 'b' } }), 'input', 'text-or-actionable'],
    ['an empty text', send({ text: '' }), 'input.text', 'empty'],
    ['a blank text', send({ text: ' \n ' }), 'input.text', 'empty'],
    ['an empty sender', send({ text: 'x', senderId: '' }), 'input.senderId', 'empty'],
    ['an empty conversation id', send({ text: 'x', conversationId: '' }), 'input.conversationId', 'empty'],
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
    ['no kind of actionable', send({ actionable: {} }), 'input.actionable', 'not-exactly-one'],
    [
      'two kinds of actionable',
      send({ actionable: { quickReplies: [{ title: 'a' }], ...template([]) } }),
      'input.actionable',
      'not-exactly-one',
    ],
    [
      'a null kind of actionable',
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
      'a payload that is JSON of a word',
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
    [
      'a list of nothing',
      send({ actionable: { list: { elements: null } } }),
      'input.actionable.list',
      'empty',
    ],
    ['an answer of nothing', send({ actionable: { faq: {} } }), 'input.actionable.faq', 'empty'],
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
      'a link of a button that is no address',
      send({ actionable: { buttons: [{ name: 'a', action: { link: { url: 'x.example' } } }] } }),
      'input.actionable.buttons.0.action.link.url',
      'not-a-url',
    ],
    [
      'a link of a list that runs code',
      send({
        actionable: {
          list: { elements: [{ title: 'a', action: { link: { url: 'javascript:alert(1)' } } }] },
        },
      }),
      'input.actionable.list.elements.0.action.link.url',
      'not-a-url',
    ],
    [
      'a link below a list that runs code',
      send({
        actionable: { list: { buttons: [{ name: 'a', action: { link: { url: 'javascript:alert(1)' } } }] } },
      }),
      'input.actionable.list.buttons.0.action.link.url',
      'not-a-url',
    ],
    [
      'a picture of a list of another scheme',
      send({ actionable: { list: { headerImgSrc: 'data:image/png;base64,AAAA' } } }),
      'input.actionable.list.headerImgSrc',
      'not-a-url',
    ],
    [
      'a picture of an element of another scheme',
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
      'a button of an answer without a name',
      send({ actionable: { faq: { buttons: [{ name: 'Yes' }, { name: '' }] } } }),
      'input.actionable.faq.buttons.1.name',
      'empty',
    ],
    [
      'an image of another scheme',
      send({ actionable: { images: [{ url: 'https://x.example' }, { url: 'file:///etc/passwd' }] } }),
      'input.actionable.images.1.url',
      'not-a-url',
    ],
    [
      'a video of another scheme',
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
      'a card that opens no address',
      send({ actionable: { cards: [{ title: 'a', url: 'javascript:alert(1)' }] } }),
      'input.actionable.cards.0.url',
      'not-a-url',
    ],
    [
      'a picture of a card of another scheme',
      send({ actionable: { cards: [{ title: 'a', header: { imgSrc: 'javascript:alert(1)' } }] } }),
      'input.actionable.cards.0.header.imgSrc',
      'not-a-url',
    ],
    [
      'a link of a card that runs code',
      send({
        actionable: {
          cards: [{ title: 'a', buttons: [{ name: 'b', action: { link: { url: 'javascript:alert(1)' } } }] }],
        },
      }),
      'input.actionable.cards.0.buttons.0.action.link.url',
      'not-a-url',
    ],
    [
      'a form of a card that runs code',
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
      'a form that runs code',
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
      'a key of a form that is a word of every object',
      send({
        actionable: { mixedButtons: [{ name: 'a', action: { submit: { formData: { constructor: 1 } } } }] },
      }),
      'input.actionable.mixedButtons.0.action.submit.formData.constructor',
      'forbidden-key',
    ],
    [
      'a second form of the buttons of one message',
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
      'metadata that would become the form of buttons which have none',
      send({
        actionable: { buttons: [{ name: 'a', action: { submit: {} } }] },
        metadata: { formData: '{"a":1}' },
      }),
      'input.metadata.formData',
      'set-by-actionable',
    ],
    [
      'more than is read back',
      send({ actionable: { quickReplies: Array.from({ length: 1001 }, () => ({ title: 'a' })) } }),
      'input.actionable',
      'too-large',
    ],
    [
      'a template that is nested deeper than is read back',
      send({ actionable: template(`${'['.repeat(70)}${']'.repeat(70)}`) }),
      'input.actionable',
      'too-large',
    ],
    [
      'a template with a number that is none',
      send({ actionable: template([], '6\u0000') }),
      'input.actionable.template.templateId',
      'control-character',
    ],
    [
      'a second form of buttons that goes elsewhere',
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
      'metadata that the form of buttons sets as well',
      send({
        actionable: { buttons: [{ name: 'a', action: { submit: { formAction: 'https://x.example' } } }] },
        metadata: { formAction: 'https://y.example' },
      }),
      'input.metadata.formAction',
      'set-by-actionable',
    ],
    [
      'metadata that the actionable part sets as well',
      send({ actionable: template([]), metadata: { payload: 'x' } }),
      'input.metadata.payload',
      'set-by-actionable',
    ],
    // changeConversationStatus
    ['an actor with a space', change({ actorId: 'a b' }), 'input.actorId', 'not-visible-ascii'],
    [
      'an actor with a colon and a line break',
      change({ actorId: 'a\r\nb:c' }),
      'input.actorId',
      'control-character',
    ],
  ] as const)(
    'is refused by its place and in one word, and nothing is called: %s',
    async (_name, [document, variables], argument, reason, details: ErrorDetails = {}) => {
      const gateway = await startTestGateway({ mode: 'trusted' });
      // Numbers that JavaScript cannot write are given as JSON text.
      const text = typeof variables === 'string' ? variables : JSON.stringify(variables);
      const body = `{"query":${JSON.stringify(document)},"variables":${text}}`;
      const answer = await answerOf(await gateway.fetch(post(body)));
      expect(answer.errors.map(({ message, extensions }) => ({ message, ...extensions }))).toEqual([
        {
          message: badUserInput(argument, reason, details).message,
          code: 'BAD_USER_INPUT',
          retryable: false,
          argument,
          reason,
          ...details,
        },
      ]);
      expect(gateway.calls()).toEqual([]);
    },
  );

  it('is refused in the same words when it stands in the document', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const answer = await gateway.query(
      'mutation { updateUser(input: { userId: "u", email: "x" }) { user { id } } }',
    );
    expect(answer.errors[0]).toMatchObject({
      path: ['updateUser'],
      extensions: { argument: 'input.email', reason: 'not-an-email' },
    });
  });

  it('is listed five times at most', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const answer = await gateway.query(USERS, { variables: { ids: Array.from({ length: 50 }, () => true) } });
    expect(answer.errors).toHaveLength(5);
  });

  it('does not depend on what the caller accepts, but the HTTP status does', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const answer = await gateway.query(USER, {
      variables: { id: true },
      headers: { accept: 'application/graphql-response+json' },
    });
    expect(answer.status).toBe(400);
    expect(answer.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect((await gateway.query(USER, { variables: { id: true } })).status).toBe(200);
  });
});

describe('a value that is acceptable', () => {
  it.each([
    ['one character', 'a'],
    ['256 characters', 'x'.repeat(256)],
    ['256 characters beyond the basic plane', '😀'.repeat(256)],
    ['spaces inside', 'a group id'],
    ['letters of any script', 'usuário-日本'],
    ['a string of more digits than a number holds', '90071992547409931234'],
  ])('is an id of %s, which reaches the REST API unchanged', async (_name, id) => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { errors } = await gateway.query(USER, { variables: { id } });
    expect(errors).toEqual([]);
    expect(gateway.idsAskedFor()).toEqual([[id]]);
  });

  it('is a safe integer as id, and any number of digits in the document itself', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    await gateway.query(USERS, { variables: { ids: [7, -7, 9007199254740991] } });
    await gateway.query('{ user(id: 90071992547409931234) { id } }');
    expect(gateway.idsAskedFor()).toEqual([['7', '-7', '9007199254740991'], ['90071992547409931234']]);
  });

  it('is a null that a variable’s type allows, where null may stand', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { errors } = await gateway.query(
      'mutation ($name: String = "A") { updateUser(input: { userId: "ana-ortiz", displayName: $name, email: "a@b" }) { user { id } } }',
      { variables: { name: null } },
    );
    expect(errors).toEqual([]);
    expect(gateway.calls()[0]?.body).toBe('{"email":"a@b"}');
  });

  it('is a null that only another operation of the document could not do with', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { errors } = await gateway.query(
      `mutation A($x: String = "d") { updateUser(input: { userId: "ana-ortiz", displayName: "z", email: $x }) { user { id } } }
       query B($x: ID = "") { ...F }
       fragment F on Query { user(id: $x) { id } }`,
      { operationName: 'A', variables: { x: null } },
    );
    expect(errors).toEqual([]);
    const other = await gateway.query(
      'query B($x: ID = "") { ...F } fragment F on Query { user(id: $x) { id } }',
      {
        variables: { x: null },
      },
    );
    expect(other.errors[0]?.extensions).toMatchObject({ argument: 'x', reason: 'required' });
  });

  it('is a default, for a variable that is not given and must not be null', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    await gateway.query('query ($id: ID! = "ana-ortiz") { user(id: $id) { id } }');
    expect(gateway.idsAskedFor()).toEqual([['ana-ortiz']]);
  });

  it('is a link of 2048 characters', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const [document, variables] = update({ imageLink: `https://a.example/${'x'.repeat(2030)}` });
    expect((await gateway.query(document, { variables })).errors).toEqual([]);
  });

  it('is metadata written in the document, variables inside it included', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    await gateway.query(
      'mutation ($n: Int) { updateUser(input: { userId: "ana-ortiz", metadata: { a: [1, { b: $n }], c: YES } }) { user { id } } }',
      { variables: { n: 2 } },
    );
    expect(JSON.parse(gateway.calls()[0]?.body ?? '')).toEqual({ metadata: { a: '[1,{"b":2}]', c: 'YES' } });
  });

  it('is a list of one, given without its brackets', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    await gateway.query(USERS, { variables: { ids: 'ana-ortiz' } });
    expect(gateway.idsAskedFor()).toEqual([['ana-ortiz']]);
  });
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

  it('are built as the page on messages shows, with a payload that parses', async () => {
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

  it('carry what a quick reply has besides', async () => {
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

  it('need no text, and then send none', async () => {
    const message = await sent({ actionable: template({ elements: [] }, '7') });
    expect(message).toMatchObject({ metadata: { templateId: '7', payload: '{"elements":[]}' } });
    expect(message).not.toHaveProperty('message');
  });

  it('send a payload that is text as it stands', async () => {
    const message = await sent({ actionable: template(' [ {"url" : "https://a.example"} ]') });
    expect(message?.metadata.payload).toBe(' [ {"url" : "https://a.example"} ]');
  });

  it('go together with metadata of other names', async () => {
    const message = await sent({ actionable: template([]), metadata: { skipBot: true } });
    expect(message?.metadata).toEqual({
      contentType: '300',
      templateId: '9',
      payload: '[]',
      skipBot: 'true',
    });
  });

  it('keep the exactness of numbers', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const answer = await gateway.query(...withVariables(send({ actionable: template([2 ** 60]) })));
    expect(answer.errors[0]?.extensions).toMatchObject({
      argument: 'input.actionable.template.payload.0',
      reason: 'inexact-number',
    });
    expect(gateway.calls()).toEqual([]);
  });
});

describe('variables', () => {
  it('may be 16 levels deep', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    // variables > input > metadata > m > …
    const { errors } = await gateway.query(UPDATE, {
      variables: { input: { userId: 'ana-ortiz', metadata: { m: deep(13) } } },
    });
    expect(errors).toEqual([]);
  });

  it('may not be 17 levels deep, nor a hundred thousand', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const answer = await gateway.query(UPDATE, {
      variables: { input: { userId: 'ana-ortiz', metadata: { m: deep(14) } } },
    });
    expect(answer.status).toBe(400);
    expect(answer.errors[0]?.extensions).toEqual({
      code: 'LIMIT_EXCEEDED',
      retryable: false,
      limit: 'variables',
      limitValue: 16,
    });
    const body = `{"query":"{ __typename }","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
    const response = await gateway.fetch(
      new Request('http://gateway/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }),
    );
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { limit: 'variables' } }] });
    expect(gateway.calls()).toEqual([]);
  });
});
