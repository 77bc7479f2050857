import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createLogger, type LogLevel } from '../../src/lib/logger.ts';

function startLogger(level: LogLevel = 'info') {
  const lines: string[] = [];
  const logger = createLogger({ level, pretty: false, write: (line) => lines.push(line) });
  return { logger, lines };
}

const TIME = /"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/;
const FIELDS: readonly object[] = [
  {},
  { onlyUndefined: undefined },
  { status: 200, durationMs: 1.5, isGood: true, missing: undefined, nothing: null },
  { text: 'a "quoted" \\ text\nwith control characters \u0000\u001f\u2028', long: 'é'.repeat(200) },
  { codes: ['A', 'B'], nested: { a: 1, b: [2] } },
  { notANumber: Number.NaN, infinite: Infinity },
  { '"': 1 },
  JSON.parse('{"__proto__":{"a":1},"b":2}') as object,
  Object.assign(Object.create(null) as object, { a: 1 }),
  ['a', 'b'],
  [],
  new Date(0),
  { toJSON: () => 'text' },
  new Map([['a', 1]]),
];

describe('an info line', () => {
  it.each(FIELDS)('is what pino writes for %o', (fields) => {
    const { logger, lines } = startLogger();
    const expected: string[] = [];
    const options = { base: null, formatters: { level: (label: string) => ({ level: label }) } };
    const time = () => ',"time":"2026-01-15T09:30:00.000Z"';
    pino({ ...options, timestamp: time }, { write: (line) => expected.push(line) }).info(
      fields,
      'a "message"',
    );
    logger.info(fields, 'a "message"');
    expect(lines.map((line) => line.replace(TIME, time().slice(1)))).toEqual(expected);
  });

  it.each([{ err: new Error('a failure') }, new Error('a failure')])(
    'has the stack of an error: %o',
    (fields) => {
      const { logger, lines } = startLogger();
      logger.info(fields, 'failed');
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({
        err: { message: 'a failure', stack: expect.stringContaining('logger.test.ts') as string },
      });
    },
  );

  it('is written with fields that JSON cannot have', () => {
    const { logger, lines } = startLogger();
    const circular: Record<string, unknown> = { name: 'circular' };
    circular.self = circular;
    logger.info(circular, 'a circle');
    logger.info({ name: 'big', size: 1n }, 'a BigInt');
    logger.info(null as unknown as object, 'nothing');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { name: 'circular', msg: 'a circle' },
      { name: 'big', msg: 'a BigInt' },
      { msg: 'nothing' },
    ]);
  });

  it('is not written at a level above info, and a debug line is not written at info', () => {
    for (const level of ['warn', 'error', 'silent'] as const) {
      const { logger, lines } = startLogger(level);
      logger.info({}, 'info');
      logger.debug({}, 'debug');
      expect(lines).toEqual([]);
    }
    const { logger, lines } = startLogger('info');
    logger.debug({}, 'debug');
    logger.warn({}, 'warn');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['warn']);
  });
});
