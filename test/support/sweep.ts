import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { afterAll, afterEach } from 'vitest';
import { EMULATOR_API_KEY } from '../../src/emulator/index.ts';
import { createLogger, type Logger } from '../../src/lib/logger.ts';
import { undocumentedIn } from '../../tools/docs/log-lines.ts';

/*
 * The secret sweep searches all output of a test for every secret in use: log lines at level debug, responses with their
 * headers, bytes that servers write to their sockets, and the output of commands. It runs after every test of the suite.
 */

const secrets = new Set([EMULATOR_API_KEY]);
const written: { readonly channel: string; readonly text: string }[] = [];

/** Registers a secret that no output may contain. Ignores texts below 12 characters, which may occur by chance. */
export function keepSecret(text: string): string {
  if (text.length >= 12) secrets.add(text);
  return text;
}

/** Adds output to search. */
export function sweep(channel: string, text: string): void {
  written.push({ channel, text });
}

/** Adds a response with its headers. */
export async function sweepAnswer(response: Response): Promise<void> {
  const copy = response.clone();
  sweep('a response', `${JSON.stringify([...copy.headers])} ${await copy.text().catch(() => '')}`);
}

export function isStream({ headers }: Response): boolean {
  return /^(text\/event-stream|multipart\/mixed)/.test(headers.get('content-type') ?? '');
}

/** Searches a stream while it is read. */
export function sweptStream(response: Response): Response {
  const decoder = new TextDecoder();
  let seen = JSON.stringify([...response.headers]);
  const body = response.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        // A secret could lie across two chunks.
        seen = seen.slice(-4096) + decoder.decode(chunk, { stream: true });
        sweep('a stream', seen);
        controller.enqueue(chunk);
      },
    }),
  );
  return new Response(body, response);
}

/** What tests have logged that docs/logs.md does not have. */
const undocumented: string[] = [];

/**
 * Creates a logger whose lines are searched at level debug, and passed to another logger. A test fails if a line or a field
 * is not documented.
 */
export function sweptLogger(other?: Logger): Logger {
  const swept = createLogger({
    level: 'debug',
    pretty: false,
    write(line) {
      sweep('the log', line);
      undocumented.push(...undocumentedIn(line));
    },
  });
  const both = (level: keyof Logger) => (fields: object, message: string) => {
    swept[level](fields, message);
    other?.[level](fields, message);
  };
  return { error: both('error'), warn: both('warn'), info: both('info'), debug: both('debug') };
}

/** Searches the output so far, and drops it. */
export function takeFindings(): readonly string[] {
  const found = written.splice(0).flatMap(({ channel, text }) => {
    const secret = [...secrets].find((candidate) => text.includes(candidate));
    if (secret === undefined) return [];
    const index = text.indexOf(secret);
    return [`a secret in ${channel}: …${text.slice(Math.max(0, index - 60), index + secret.length)}`];
  });
  return [...found, ...undocumented.splice(0).map((what) => `docs/logs.md does not have ${what}`)];
}

// The sockets of the servers in this process: gateways, and the REST APIs behind them.
subscribe('net.server.socket', (message) => {
  const { socket } = message as { socket: Socket };
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  socket.write = (...args: unknown[]) => {
    const [chunk] = args;
    sweep(
      'a socket',
      typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('latin1'),
    );
    return write(...args);
  };
});

const failOnFindings = () => {
  const findings = takeFindings();
  if (findings.length > 0) throw new Error(findings.join('\n'));
};
afterEach(failOnFindings);
// Searches the output of the last test's clean-up.
afterAll(failOnFindings);
