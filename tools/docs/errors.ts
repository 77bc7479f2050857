import { ERRORS, type ErrorCode } from '../../src/errors.ts';
import type { ErrorDefinition, Sentence } from '../../src/lib/error-messages.ts';
import { ADVICE, adviceOf, GRAPHQL_ADVICE, type Advice } from './error-advice.ts';
import { table } from './markdown.ts';

/* Every error: its code, its HTTP status, its reasons and limits with their messages, and what to do. */

export interface ErrorWord {
  readonly code: ErrorCode;
  /** The reason or limit. */
  readonly word: string;
  readonly sentence: Sentence;
}

export const ERROR_WORDS: readonly ErrorWord[] = Object.entries(ERRORS).flatMap(
  ([code, { reasons, limits }]: readonly [string, ErrorDefinition]) =>
    Object.entries(reasons ?? limits ?? {}).map(([word, sentence]) => ({
      code: code as ErrorCode,
      word,
      sentence,
    })),
);

/** A section for each code. `N` stands for the number in `max` or `limitValue`. */
export function errorReference(): string {
  const ours = Object.entries(ERRORS) as [ErrorCode, ErrorDefinition][];
  const all: readonly (readonly [code: string, retryable: boolean, advice: Advice])[] = [
    ...Object.entries(GRAPHQL_ADVICE).map(([code, advice]) => [code, false, advice] as const),
    ...ours.map(([code, { retryable }]) => [code, retryable, ADVICE[code]] as const),
  ];
  const index = table(
    ['code', 'HTTP status', '`retryable`', 'when'],
    all.map(([code, retryable, { status, when }]) => [
      `[\`${code}\`](#${code.toLowerCase()})`,
      status,
      retryable ? 'true' : 'false',
      when,
    ]),
  );
  const sections = all.map(([code, retryable, advice]) =>
    [
      `### ${code}`,
      `The gateway responds with this error when ${advice.when}. HTTP status: ${advice.status}. \`retryable\`: ${retryable}.`,
      `What to do: ${advice.advice}`,
      ...wordsOf(code),
    ].join('\n\n'),
  );
  return [index, ...sections].join('\n\n');
}

function wordsOf(code: string): readonly string[] {
  const words = ERROR_WORDS.filter((entry) => entry.code === code);
  if (words.length === 0) return [];
  const heading = code === 'LIMIT_EXCEEDED' ? '`limit`' : '`reason`';
  return [
    table(
      [heading, 'message', 'what to do'],
      words.map(({ code: its, word, sentence }) => [
        `\`${word}\``,
        typeof sentence === 'string' ? sentence : sentence.bounded.replace('{n}', 'N'),
        adviceOf(its, word),
      ]),
    ),
  ];
}
