import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LOG_LINES, undocumentedIn } from '../../tools/docs/log-lines.ts';

const SRC = new URL('../../src/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, SRC), 'utf8');
const files = globSync('**/*.ts', { cwd: SRC.pathname });

interface Call {
  readonly level: string;
  readonly fields: string;
  /** A pattern of the message; undefined if a variable holds it. */
  readonly message: RegExp | undefined;
}

/** The calls of a logger in the sources. */
const calls: readonly Call[] = files.flatMap((file) =>
  [
    ...read(file).matchAll(
      /\blogger\??\.(error|warn|info|debug)\(\s*(\{(?:\$\{[^}]*\}|[^}])*\}|\w+),\s*(?:'([^']+)'|`([^`]+)`|\w+)/g,
    ),
  ].map(([, level = '', fields = '', text, template]) => ({
    level,
    fields: fields === 'line' ? (/const line = (\{[\s\S]*?\n {6}\};)/.exec(read(file))?.[1] ?? '') : fields,
    message: patternOf(text ?? template),
  })),
);

function patternOf(message: string | undefined): RegExp | undefined {
  if (message === undefined) return undefined;
  const parts = message.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(/[.()]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`);
}

/** The names in an object literal that has no nested one. */
function namesIn(literal: string): readonly string[] {
  return [...literal.replaceAll(/\/\/.*/g, '').matchAll(/(?<=[{,]\s*)(\w+)(?=\s*[:,}])/g)].map(
    ([, name = '']) => name,
  );
}

describe('the documented log lines', () => {
  it('include each line in the sources', () => {
    expect(calls.length).toBeGreaterThan(20);
    for (const { level, message } of calls) {
      if (message === undefined) continue;
      const line = LOG_LINES.find(
        ({ messages, levels }) =>
          messages.some((text) => message.test(text)) && levels.some((its) => its === level),
      );
      expect(line, `${level} ${message}`).toBeDefined();
    }
  });

  it.each(LOG_LINES)('have the message $messages.0 of the sources', ({ messages }) => {
    const sources = files.map(read);
    for (const text of messages) {
      const isLogged =
        calls.some(({ message }) => message?.test(text)) ||
        sources.some((source) => source.includes(`'${text}'`));
      expect(isLogged, text).toBe(true);
    }
  });

  it.each(LOG_LINES)('have the fields of $messages.0 in the sources', ({ messages, fields }) => {
    const matching = calls.filter(({ message }) => messages.some((text) => message?.test(text)));
    // A message without a variable part belongs to one line only.
    const exact = matching.filter(({ message }) => !message?.source.includes('.+'));
    const own = exact.length > 0 ? exact : matching;
    const names = [...new Set(own.flatMap((call) => namesIn(call.fields)))];
    // The fields of a spread object, and of a line from a table, are checked when tests log them.
    const hasSpread = own.length === 0 || own.some((call) => !/^\{(?!.*\.\.\.)/s.test(call.fields));
    if (hasSpread) expect(Object.keys(fields)).toEqual(expect.arrayContaining(names));
    else expect(Object.keys(fields).toSorted()).toEqual(names.toSorted());
  });

  it('name what a line has beyond them', () => {
    const line = (fields: object) => JSON.stringify({ level: 'info', time: 't', msg: 'request', ...fields });
    expect(undocumentedIn(line({ status: 200 }))).toEqual([]);
    expect(undocumentedIn(line({ status: '200' }))).toEqual(['status of "request", which is no number']);
    expect(undocumentedIn(line({ secret: 'x' }))).toEqual(['the field secret of "request"']);
    expect(undocumentedIn(line({ level: 'warn' }))).toEqual(['the level warn of "request"']);
    expect(undocumentedIn(line({ msg: 'another' }))).toEqual(['the line "another"']);
  });
});
