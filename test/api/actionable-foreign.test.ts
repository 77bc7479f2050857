import { describe, expect, it } from 'vitest';
import { readMetadata, readPayload } from '../support/actionable.ts';

describe('an actionable message of another writer', () => {
  it('may spell a reply as any template does', async () => {
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

  it('may be the second revision of mixed buttons', async () => {
    expect(
      await readPayload('13', [{ name: 'a', action: { type: 'link', url: 'https://x.example' } }]),
    ).toMatchObject({
      __typename: 'MixedButtonsTemplate',
      templateId: '13',
      buttons: [{ name: 'a', action: { type: 'LINK' } }],
    });
  });

  it('may be a form of the older, flat format', async () => {
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

  it('may have buttons without a type: one with a URL is a link, another submits the form', async () => {
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

  it('may have reply metadata as JSON text', async () => {
    const { quickReplies } = await readPayload('6', [
      { title: 'a', replyMetadata: '{"b":1}' },
      { title: 'b', replyMetadata: 'not JSON' },
      { title: 'c', replyMetadata: '[1]' },
    ]);
    expect(quickReplies.map(({ action }: any) => action.replyMetadata)).toEqual([{ b: 1 }, null, null]);
  });

  it('loses only the values of a wrong type', async () => {
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

  it('has a null type for an unknown word', async () => {
    const { buttons } = await readPayload('11', [
      { name: 'a', action: { type: 'teleport', url: 'https://x.example' } },
      { name: 'b', action: { type: 'constructor' } },
    ]);
    expect(buttons.map(({ action }: any) => action.type)).toEqual([null, null]);
    const { fields } = await readPayload('12', [{ type: 'hologram', data: { label: 'a' } }]);
    expect(fields).toMatchObject([{ type: null, label: 'a' }]);
  });

  it('is a reply if the template can only reply', async () => {
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

  it('may have null for an absent value, and only submitting buttons get the form', async () => {
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

  it('may have numbers and booleans as text, and text as numbers', async () => {
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

  it('keeps a URL of any scheme as it is stored', async () => {
    const { buttons } = await readPayload('11', [
      { name: 'a', action: { type: 'link', url: 'javascript:alert(1)' } },
    ]);
    expect(buttons[0].action.url).toBe('javascript:alert(1)');
  });
});

describe('a template that cannot be decoded', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);

  it.each([
    ['with an unknown id', '5', '{"hotelList":[]}', { hotelList: [] }],
    ['with an id that every object has as a property', '__proto__', '[1]', [1]],
    ['with an object as root instead of a list', '6', '{"title":"Yes"}', { title: 'Yes' }],
    ['with a list as root instead of an object', '7', '[]', []],
    ['with a number as root', '6', '7', 7],
    ['with a payload that is not JSON', '6', '[{"title":"Yes",{"title":"No"}]', null],
    ['with a payload of 100,000 levels', '9', deep, null],
    ['with a payload of more than 2,000 values', '6', `[${'{},'.repeat(2000)}{}]`, null],
  ])('is an OtherTemplate: %s', async (_case, templateId, payload, parsed) => {
    expect(await readPayload(templateId, payload)).toEqual({
      __typename: 'OtherTemplate',
      templateId,
      payload: parsed,
    });
  });

  it('is an OtherTemplate if its buttons would repeat a large form too often', async () => {
    const buttons = `[${'{},'.repeat(999)}{}]`;
    const form = { formData: JSON.stringify(Array.from({ length: 1000 }, () => 'x')) };
    expect(await readPayload('3', buttons, form)).toMatchObject({ __typename: 'OtherTemplate' });
    expect(await readPayload('3', buttons)).toMatchObject({ __typename: 'ButtonsTemplate' });
  });

  it('is an OtherTemplate without a payload', async () => {
    expect(await readMetadata({ contentType: '300', templateId: '6' })).toMatchObject({
      __typename: 'OtherTemplate',
      payload: null,
    });
  });
});
