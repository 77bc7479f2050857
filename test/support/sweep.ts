import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { afterAll, afterEach } from 'vitest';
import { EMULATOR_API_KEY } from '../../src/emulator/index.ts';
import { createLogger, type Logger } from '../../src/lib/logger.ts';

/*
 * The canary sweep: everything that is written while a test runs (each line of a log at level debug, each answer with
 * its headers, each byte that goes out on a socket that a server has accepted, and what commands print) is searched for
 * every secret that was in use. It runs behind every test of the suite.
 */

const secrets = new Set([EMULATOR_API_KEY]);
const written: { readonly channel: string; readonly text: string }[] = [];

/** Says that a text must not be written by anybody from now on. Short ones could stand there by chance. */
export function keepSecret(text: string): string {
  if (text.length >= 12) secrets.add(text);
  return text;
}

/** Hands in what was written. */
export function sweep(channel: string, text: string): void {
  written.push({ channel, text });
}

/** An answer, with its headers. */
export async function sweepAnswer(response: Response): Promise<void> {
  const copy = response.clone();
  sweep('an answer', `${JSON.stringify([...copy.headers])} ${await copy.text().catch(() => '')}`);
}

/** A logger whose lines are swept, at level debug, whatever another one does with them. */
export function sweptLogger(other?: Logger): Logger {
  const swept = createLogger({ level: 'debug', pretty: false, write: (line) => sweep('the log', line) });
  const both = (level: keyof Logger) => (fields: object, message: string) => {
    swept[level](fields, message);
    other?.[level](fields, message);
  };
  return { error: both('error'), warn: both('warn'), info: both('info'), debug: both('debug') };
}

/** What has been found, and forgotten. */
export function takeFindings(): readonly string[] {
  const found = written.splice(0).flatMap(({ channel, text }) => {
    const secret = [...secrets].find((one) => text.includes(one));
    if (secret === undefined) return [];
    const place = text.indexOf(secret);
    return [`a secret in ${channel}: …${text.slice(Math.max(0, place - 60), place + secret.length)}`];
  });
  return found;
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
// What is written while the last test is cleared away.
afterAll(failOnFindings);
