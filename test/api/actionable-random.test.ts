import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asInput, schema, sendAndRead, withoutNulls } from '../support/actionable.ts';
import { startTestGateway } from '../support/harness.ts';

/** Every text, number and boolean of a value, except enum values. */
function leavesOf(value: any, key = ''): string[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, entry]) =>
      leavesOf(entry, Array.isArray(value) ? key : name),
    );
  }
  return value === null || /^(type|requestType)$/.test(key) ? [] : [`${key}: ${String(value)}`];
}
/** Two templates have a name of their own for a reply's message. */
const normalize = (leaf: string) => leaf.replace(/^(text|replyText): /, 'message: ');

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

/** An input object whose optional fields may be absent or null. */
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
  // All buttons share one form.
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

describe('a random valid input', () => {
  it.each(Object.entries(VALID))(
    'of %s is sent as JSON with the same values, and reads back as the same input',
    async (kind, valid) => {
      const gateway = await startTestGateway();
      await fc.assert(
        fc.asyncProperty(valid, async (value) => {
          gateway.emulator.reset();
          const { wire, sent, read } = await sendAndRead(gateway, { actionable: { [kind]: value } });
          const { payload = '', formData = '{}', formAction } = wire;
          const formFields =
            /"type":"submit"/.test(payload) && kind === 'buttons'
              ? { formAction, ...JSON.parse(formData) }
              : {};
          const leaves = [...leavesOf(JSON.parse(payload)), ...leavesOf(formFields)].map(normalize);
          const expected = new Set(leavesOf(value));
          expect([...expected].filter((leaf) => !leaves.includes(normalize(leaf)))).toEqual([]);
          expect(
            leaves.filter((leaf) => !expected.has(leaf) && !/^undefined|: undefined$/.test(leaf)),
          ).toEqual([]);
          expect(read).toEqual(sent);
          expect(asInput(read)).toEqual(withoutNulls({ [kind]: value }));
        }),
        { numRuns: 40 },
      );
    },
    60_000,
  );

  it('of another template is sent with the caller’s payload', async () => {
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
