import { check } from './check.ts';
import { ConfigError } from './config.ts';
import { emulator } from './emulator.ts';
import { COMMAND_NAMES, helpOf, type CommandName } from './help.ts';
import { nearestOf } from './near-misses.ts';
import type { Report } from './report.ts';
import { sdl } from './sdl.ts';
import { surviveClosedStreams } from './standard-streams.ts';
import { start, type Running } from './start.ts';
import { token } from './token.ts';
import type { Environment } from './variables.ts';
import { readVersion } from '../lib/version.ts';

/** sysexits.h: the configuration is wrong. A restart will not help. */
const EXIT_CONFIG = 78;

async function main(args: readonly string[], environment: Environment): Promise<void> {
  const [first = 'start', ...rest] = args;
  const [name, flags] = first.startsWith('-') ? ['start', args] : [first, rest];
  if (name === 'help') return print(helpOf(rest[0] === undefined ? undefined : findCommand(rest[0])));
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    return print(helpOf(first.startsWith('-') ? undefined : findCommand(name)));
  }
  if (args.some((arg) => arg === '--version' || arg === '-v')) return print(`${readVersion()}\n`);
  switch (findCommand(name)) {
    case 'start':
      return runUntilSignal(start(flags, environment));
    case 'token':
      return printReport(await token(flags, environment, readInput));
    case 'check':
      return printReport(await check(flags, environment));
    case 'sdl':
      return print(sdl(flags, environment));
    case 'emulator':
      return runUntilSignal(emulator(flags).catch((error: unknown) => fail(error, EMULATOR_ADVICE)));
  }
}

/** @throws {ConfigError} for an unknown command, with the known one that it resembles */
function findCommand(name: string): CommandName {
  const command = COMMAND_NAMES.find((known) => known === name);
  if (command !== undefined) return command;
  // Anything but a plain word may be a setting in the wrong place, with a secret in it: it is not repeated.
  const what = /^[\w-]+$/.test(name) ? `command "${name}"` : 'such command';
  const nearest = nearestOf(name, [...COMMAND_NAMES, 'help']);
  const suggestion = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  throw new ConfigError([`There is no ${what}.${suggestion} Try --help.`]);
}

/**
 * The first signal shuts down gracefully, when the start is complete; the second exits at once. It listens from the
 * beginning: a signal may follow the first line of output at once.
 */
async function runUntilSignal(starting: Promise<Running>): Promise<void> {
  let isClosing = false;
  const onSignal = () => {
    if (isClosing) process.exit(1);
    isClosing = true;
    starting
      .then((running) => running.close())
      .then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  await starting;
}

function fail(error: unknown, advice = START_ADVICE): never {
  if (error instanceof ConfigError) {
    const lines = error.problems.map((problem) => `  ${problem}\n`).join('');
    process.stderr.write(`The configuration is wrong:\n${lines}`);
    process.exit(EXIT_CONFIG);
  }
  process.stderr.write(`${explain(error, advice)}\n`);
  process.exit(1);
}

/** How to give a command another port or host. */
interface Advice {
  readonly freePort: string;
  readonly host: string;
}

const START_ADVICE: Advice = { freePort: 'PORT=0 or --port 0', host: 'HOST' };
const EMULATOR_ADVICE: Advice = { freePort: '--port 0', host: '--host' };

function explain(error: unknown, { freePort, host }: Advice): string {
  if (!(error instanceof Error)) return String(error);
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${address} is already in use. Choose another: ${freePort} picks a free one.`;
    case 'EACCES':
      return `This user may not listen on port ${port} of ${address}. Choose a port above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host}: this machine has no such address (${code}).`;
    default:
      return error.stack ?? error.message;
  }
}

/** Reads standard input to its end. */
async function readInput(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}

function printReport({ text, isOk }: Report): void {
  print(text);
  if (!isOk) process.exitCode = 1;
}

function print(text: string): void {
  process.stdout.write(text);
}

surviveClosedStreams(process, (stream, code) => {
  if (stream === 'stdout') {
    process.stderr.write(`standard output cannot be written (${code}): log lines are lost\n`);
  }
});
await main(process.argv.slice(2), process.env).catch((error: unknown) => fail(error));
