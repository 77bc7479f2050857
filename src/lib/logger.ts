import { pino, type DestinationStream } from 'pino';
import { toDateTime } from './date-time.ts';

/** What the gateway logs through: pino's own shape, so that an embedder can pass a logger of theirs. */
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
  /** One readable line for a person instead of one line of JSON. */
  readonly pretty: boolean;
  /** Where lines go. Default: standard output. */
  readonly write?: (line: string) => void;
}

/**
 * A logger of JSON lines, or of readable ones. It is handed field by field what may be shown, never a
 * request.
 */
export function createLogger({ level, pretty, write }: LoggerOptions): Logger {
  const out = write ?? createOutput();
  const destination: DestinationStream = { write: (line) => out(pretty ? prettyLine(line) : line) };
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${toDateTime(Date.now())}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, destination);
}

/** Standard output. What is said in one turn of the event loop is written at its end, at once. */
function createOutput(): (line: string) => void {
  let lines = '';
  const flush = () => {
    if (lines === '') return;
    process.stdout.write(lines);
    lines = '';
  };
  // Whatever ends the process, the last words are heard.
  process.on('exit', flush);
  return (line) => {
    if (lines === '') setImmediate(flush);
    lines += line;
    if (lines.length > MOST_CHARACTERS) flush();
  };
}

/** Characters that wait for the end of a turn at most. */
const MOST_CHARACTERS = 65_536;

/** The same logger, but for what it throws: a line that cannot be written is no reason to answer nobody. */
export function safeLogger(logger: Logger): Logger {
  const steady = (level: LogMethod) => (fields: object, message: string) => {
    try {
      logger[level](fields, message);
    } catch {
      // There is nobody left to tell.
    }
  };
  return { error: steady('error'), warn: steady('warn'), info: steady('info'), debug: steady('debug') };
}

type LogMethod = keyof Logger;

/** A logger that says nothing: the default for a gateway that is embedded. */
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
