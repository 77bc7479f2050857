import { pino, type DestinationStream } from 'pino';
import { toDateTime } from './date-time.ts';

/** The logger of the gateway. It has pino's methods, so an embedder can pass an existing logger. */
export interface Logger {
  error(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  info(fields: object, message: string): void;
  debug(fields: object, message: string): void;
}

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Writes readable lines instead of JSON. */
  readonly pretty: boolean;
  /** Writes one line. Default: standard output. */
  readonly write?: (line: string) => void;
}

/** Creates a logger. Callers pass the fields that may be logged one by one, never a request. */
export function createLogger({ level, pretty, write }: LoggerOptions): Logger {
  const out = write ?? createOutput();
  const destination: DestinationStream = { write: (line) => out(pretty ? prettyLine(line) : line) };
  const options = {
    level,
    base: null,
    timestamp: () => `,${timeMember()}`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const logger = pino(options, destination);
  if (!logger.isLevelEnabled('info')) return logger;
  return {
    error: (fields, message) => logger.error(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    debug: (fields, message) => logger.debug(fields, message),
    // Each request has such a line. Pino takes 2.4 µs to write it, and this 1.1 µs (docs/performance.md).
    info(fields, message) {
      const text = isPlain(fields) ? textOf(fields) : undefined;
      if (text === undefined) logger.info(fields, message);
      else destination.write(`{"level":"info",${timeMember()}${text},"msg":${JSON.stringify(message)}}\n`);
    },
  };
}

/** The current time as a member of a JSON object. */
const timeMember = () => `"time":"${toDateTime(Date.now())}"`;

/** Whether `JSON.stringify` writes the fields as pino does. Pino has forms of its own for errors, lists and other classes. */
function isPlain(fields: unknown): boolean {
  if (typeof fields !== 'object' || fields === null || Object.getPrototypeOf(fields) !== Object.prototype)
    return false;
  return !('err' in fields) && !('toJSON' in fields);
}

/** The fields as members of a JSON object, each with a comma before it; undefined if JSON cannot have them. */
function textOf(fields: object): string | undefined {
  try {
    const text = JSON.stringify(fields);
    return text === '{}' ? '' : `,${text.slice(1, -1)}`;
  } catch {
    return undefined;
  }
}

/** Writes to standard output, all lines of one tick of the event loop at once. */
function createOutput(): (line: string) => void {
  let lines = '';
  const flush = () => {
    if (lines === '') return;
    process.stdout.write(lines);
    lines = '';
  };
  process.on('exit', flush);
  return (line) => {
    if (lines === '') setImmediate(flush);
    lines += line;
    if (lines.length > MAX_CHARACTERS) flush();
  };
}

/** Maximum number of characters that wait for the next tick. */
const MAX_CHARACTERS = 65_536;

/** Returns a logger that never throws: a failed log line must not fail a request. */
export function safeLogger(logger: Logger): Logger {
  const neverThrowing = (level: LogMethod) => (fields: object, message: string) => {
    try {
      logger[level](fields, message);
    } catch {
      // There is no other place to report the failure.
    }
  };
  return {
    error: neverThrowing('error'),
    warn: neverThrowing('warn'),
    info: neverThrowing('info'),
    debug: neverThrowing('debug'),
  };
}

type LogMethod = keyof Logger;

/** A logger that writes nothing: the default of an embedded gateway. */
export const silentLogger: Logger = pino({ level: 'silent' });

function prettyLine(line: string): string {
  const { level, time, msg, err, ...fields } = JSON.parse(line) as Record<string, unknown> & {
    level: string;
    time: string;
    err?: { stack?: string };
  };
  const details = Object.entries(fields).map(([key, value]) => ` ${key}=${formatValue(value)}`);
  const stack = err?.stack ? `\n${err.stack}` : '';
  return `${time.slice(11, 23)} ${level.toUpperCase().padEnd(5)} ${String(msg)}${details.join('')}${stack}\n`;
}

function formatValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
