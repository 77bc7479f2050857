import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERRORS, GatewayError } from '../../src/errors.ts';
import { ERROR_WORDS } from '../../tools/docs/errors.ts';

const SRC = new URL('../../src/', import.meta.url);
const code = globSync('**/*.ts', { cwd: SRC.pathname })
  .filter((file) => file !== 'lib/error-messages.ts' && !file.endsWith('.generated.ts'))
  .map((file) => readFileSync(new URL(file, SRC), 'utf8'))
  .join('\n');

/** The words that a template such as `malformed-${name}` can make. */
const templates = [...code.matchAll(/`([a-z-]*)\$\{\w+\}([a-z-]*)`/g)]
  .filter(([, start = '', end = '']) => start.endsWith('-') || end.startsWith('-'))
  .map(([, start = '', end = '']) => new RegExp(`^${start}.+${end}$`));

const messages = [
  ...Object.values(ERRORS).map(({ message }) => message),
  ...ERROR_WORDS.flatMap(({ sentence }) =>
    typeof sentence === 'string' ? sentence : [sentence.message, sentence.bounded],
  ),
];

describe('the sentences of errors', () => {
  // The compiler checks that every reason and limit in src/ has a sentence: both are unions of the table's keys.
  it.each(ERROR_WORDS)('$code $word is used', ({ word }) => {
    expect(code.includes(`'${word}'`) || templates.some((template) => template.test(word))).toBe(true);
  });

  it.each(messages.filter((text) => text !== ERRORS.PERSISTED_QUERY_NOT_SUPPORTED.message))(
    'is plain: %s',
    (text) => {
      expect(text).toMatch(/^[A-Z].*\.$/);
      for (const sentence of text.split(/[.:] /)) expect(sentence.split(' ').length).toBeLessThan(26);
    },
  );

  it('have a place for a number only where an error may carry one', () => {
    for (const { sentence } of ERROR_WORDS) {
      if (typeof sentence === 'string') expect(sentence).not.toContain('{');
      else {
        expect(sentence.message).not.toContain('{');
        expect(sentence.bounded.split('{n}')).toHaveLength(2);
      }
    }
  });
});

describe('the message of an error', () => {
  it('is the sentence of its reason', () => {
    const error = new GatewayError('UNAUTHENTICATED', { reason: 'token-issuer' });
    expect(error.message).toBe("The token's issuer is not the one configured.");
  });

  it.each([
    [{ max: 60 }, 'Must be 60 or less.'],
    [{ max: 0 }, 'Must be 0 or less.'],
    [undefined, 'The value is too large.'],
  ])('names the number that was exceeded, if it is known: %o', (details, message) => {
    expect(new GatewayError('BAD_USER_INPUT', { reason: 'too-large', details }).message).toBe(message);
  });

  it('is the sentence of its limit', () => {
    const details = { limitValue: 12 };
    expect(new GatewayError('LIMIT_EXCEEDED', { limit: 'depth', details }).message).toBe(
      'The document is nested too deeply: the limit is 12 levels.',
    );
  });

  it.each([
    ['without a reason', new GatewayError('BAD_REQUEST')],
    ['with a reason of another code', new GatewayError('BAD_REQUEST', { reason: 'too-large' })],
  ])('is the sentence of the code for an error %s', (_name, { message }) => {
    expect(message).toBe(ERRORS.BAD_REQUEST.message);
  });

  it('is the sentence of the code for a reason that is a name of objects', () => {
    const options: object = { reason: 'constructor' };
    expect(new GatewayError('BAD_REQUEST', options).message).toBe(ERRORS.BAD_REQUEST.message);
  });
});
