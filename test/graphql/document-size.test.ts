import { describe, expect, it } from 'vitest';
import { answerOf, codesOf, post, startTestGateway } from '../support/harness.ts';

const VIEWER = '{ viewer { id } }';
const REFUSAL = { code: 'LIMIT_EXCEEDED', retryable: false, limit: 'characters' };
const REFUSED_LENGTH = { ...REFUSAL, limitValue: 100_000 };

describe.each([
  ['the direct lane', true],
  ['yoga’s lane', false],
])('the size of a document, in %s,', (_lane, fastPath) => {
  it.each([
    ['100,000 characters', VIEWER.padEnd(100_000), VIEWER.padEnd(100_001), REFUSED_LENGTH],
    ['10,000 lines', '\n'.repeat(9999) + VIEWER, '\n'.repeat(10_000) + VIEWER, REFUSAL],
    [
      '10,000 lines that end in two characters',
      '\r\n'.repeat(9999) + VIEWER,
      '\r\n'.repeat(10_000) + VIEWER,
      REFUSAL,
    ],
    ['10,000 lines of an old kind', '\r'.repeat(9999) + VIEWER, '\r'.repeat(10_000) + VIEWER, REFUSAL],
  ])('may be %s, and no more', async (_case, most, more, refusal) => {
    const gateway = await startTestGateway({ fastPath });
    expect((await gateway.query(most)).errors).toEqual([]);
    const { status, errors } = await answerOf(await gateway.fetch(post({ query: more })));
    expect([status, errors.map(({ extensions }) => extensions)]).toEqual([400, [refusal]]);
    expect(gateway.calls()).toHaveLength(1);
  });

  it('is refused before it is parsed', async () => {
    const gateway = await startTestGateway({ fastPath });
    const { errors } = await gateway.query('\n'.repeat(120_000));
    expect(errors.map(({ extensions }) => extensions)).toEqual([REFUSED_LENGTH]);
  });

  it('may be more where more tokens are allowed', async () => {
    const gateway = await startTestGateway({ fastPath, maxTokens: 8000 });
    expect((await gateway.query(VIEWER.padEnd(200_000))).errors).toEqual([]);
    expect((await gateway.query('\n'.repeat(19_999) + VIEWER)).errors).toEqual([]);
    expect(codesOf(await gateway.query(VIEWER.padEnd(200_001)))).toEqual(['LIMIT_EXCEEDED']);
    expect(codesOf(await gateway.query('\n'.repeat(20_000) + VIEWER))).toEqual(['LIMIT_EXCEEDED']);
  });

  it('is no less where fewer tokens are', async () => {
    const gateway = await startTestGateway({ fastPath, maxTokens: 10 });
    expect((await gateway.query(VIEWER.padEnd(100_000))).errors).toEqual([]);
  });
});
