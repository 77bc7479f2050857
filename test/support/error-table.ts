import { ERRORS } from '../../src/errors.ts';
import type { ErrorDefinition, Sentence } from '../../src/lib/error-messages.ts';

/*
 * The sentence of every reason and limit: the table of the README.
 */

export interface ErrorWord {
  readonly code: string;
  /** The reason or limit. */
  readonly word: string;
  readonly sentence: Sentence;
}

export const ERROR_WORDS: readonly ErrorWord[] = Object.entries(ERRORS).flatMap(
  ([code, { reasons, limits }]: readonly [string, ErrorDefinition]) =>
    Object.entries(reasons ?? limits ?? {}).map(([word, sentence]) => ({ code, word, sentence })),
);

/** One row a reason or limit. `N` stands for the number in `max` or `limitValue`. */
export function errorTable(): string {
  return [
    '| code | `reason` or `limit` | message |',
    '| --- | --- | --- |',
    ...ERROR_WORDS.map(({ code, word, sentence }) => {
      const text = typeof sentence === 'string' ? sentence : sentence.bounded.replace('{n}', 'N');
      return `| \`${code}\` | \`${word}\` | ${text} |`;
    }),
  ].join('\n');
}
