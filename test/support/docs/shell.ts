import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { AGENT_IDS, DEMO_AGENT_ID, startEmulator, type Emulator } from '../../../src/emulator/index.ts';
import { readTrustedDocuments } from '../../../src/graphql/documents/trusted-documents.ts';
import { createClient } from '../../../src/kommunicate/client.ts';
import { startServer } from '../../../src/server/server.ts';
import { sweptLogger } from '../sweep.ts';
import { ROOT } from './blocks.ts';

/* Runs the shell blocks of the docs, and the servers behind them. */

export interface Sandbox {
  readonly emulator: Emulator;
  /** The text with the addresses of these servers instead of `localhost:4000` and `localhost:4001`. */
  here(text: string): string;
}

/** The token of the webhooks. `npm start` makes a random one. */
const WEBHOOK_TOKEN = 'a-token-of-the-sandbox';

/**
 * Starts what `npm start` starts, on free ports. With `YOUR-API-KEY` in the code, the gateway is in passthrough mode.
 * @param trusted the text of a file for `TRUSTED_DOCUMENTS`
 */
export async function startSandbox(code = '', trusted?: string): Promise<Sandbox> {
  const emulator = await startEmulator({ shape: 'live', clock: 'fixed', ownPictures: true });
  const client = createClient({ baseUrl: emulator.url });
  const { apiKey } = emulator;
  const isPassthrough = code.includes('YOUR-API-KEY');
  const server = await startServer({
    client,
    identity: isPassthrough
      ? { mode: 'passthrough' }
      : { mode: 'sandbox', apiKey, userId: DEMO_AGENT_ID, agentIds: AGENT_IDS },
    ...(!isPassthrough && { webhookToken: WEBHOOK_TOKEN }),
    ...(trusted !== undefined && { trustedDocuments: readTrustedDocuments(trusted) }),
    port: 0,
    logger: sweptLogger(),
  });
  if (!isPassthrough) {
    emulator.sendWebhooksTo({ url: `${server.url}/webhooks/kommunicate`, token: WEBHOOK_TOKEN });
  }
  onTestFinished(async () => {
    await server.close();
    await client.close();
    await emulator.close();
  });
  const here = (text: string) =>
    text
      .replaceAll(/(?:localhost|127\.0\.0\.1):4000\b/g, new URL(server.url).host)
      .replaceAll(/(?:localhost|127\.0\.0\.1):4001\b/g, new URL(emulator.url).host)
      .replaceAll('YOUR-API-KEY', apiKey)
      .replaceAll('a-user-of-yours', 'ana-ortiz');
  return { emulator, here };
}

/** A folder that looks like a clone. Files that a command writes there are removed when the test ends. */
export function makeClone(): string {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  for (const name of readdirSync(ROOT)) {
    if (name !== '.git') symlinkSync(join(ROOT, name), join(folder, name));
  }
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const BIN = fileURLToPath(new URL('bin', import.meta.url));

/** The environment of a reader's shell: without the test runner's variables, with the Node of this process. */
export function environment(): Record<string, string | undefined> {
  const ours = Object.entries(process.env).filter(
    ([name]) => !/^(NODE_ENV|NODE_OPTIONS|VITEST|npm_|TEST|DEV|PROD|MODE|SSR|BASE_URL)/.test(name),
  );
  return {
    ...Object.fromEntries(ours),
    PATH: `${BIN}:${dirname(process.execPath)}:${process.env.PATH}`,
    // Each block starts a Node, which compiles the same files.
    NODE_COMPILE_CACHE: join(tmpdir(), 'docs-compile-cache'),
  };
}

export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Shell {
  readonly closed: Promise<Ran>;
  output(): string;
  isRunning(): boolean;
}

/** Runs code as a process group, because npm does not forward signals. The group ends with the test. */
export function spawnShell(code: string, cwd: string, env: Readonly<Record<string, string>> = {}): Shell {
  const child = spawn('sh', ['-ec', code], { cwd, detached: true, env: { ...environment(), ...env } });
  child.stdin.end();
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const closed = new Promise<Ran>((resolve) =>
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr })),
  );
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  onTestFinished(async () => {
    if (child.pid && isRunning()) process.kill(-child.pid, 'SIGTERM');
    await closed;
  });
  return { closed, output: () => stdout + stderr, isRunning };
}

/** A terminal that keeps its variables and its folder between blocks. */
export function openTerminal(cwd: string, env: Readonly<Record<string, string>>) {
  const state = mkdtempSync(join(tmpdir(), 'terminal-'));
  onTestFinished(() => rmSync(state, { recursive: true, force: true }));
  const [variables, folder] = [join(state, 'variables'), join(state, 'folder')];
  return {
    run(code: string): Promise<Ran> {
      const restore = existsSync(variables) ? `. '${variables}'\n` : '';
      const from = existsSync(folder) ? readFileSync(folder, 'utf8').trim() : cwd;
      const keep = `export -p > '${variables}'\npwd > '${folder}'\n`;
      return spawnShell(`set -a\n${restore}${code}\n${keep}`, from, env).closed;
    },
  };
}

/** Commands that change the machine or take minutes. They are not run; the scripts that they name must exist. */
const NOT_RUN =
  /^(?:git |cd kommunicate-graphql|open |npm (?:ci|install|i|test|pack|view)\b|npm (?:--prefix \S+ )?run (?!.*\bstart\b)|npx (?!kommunicate-graphql))/;

const SERVER =
  /^(?:\w+=\S*\s+)*(?:npm (?:--?\w\S* )*(?:run (?:--?\w\S* )*)?start\b(?: --)?|kommunicate-graphql\b)(.*)$/s;

/** The code of a block without the commands that are not run. */
export function runnableOf(code: string): string {
  return code
    .replaceAll('npx kommunicate-graphql', 'kommunicate-graphql')
    .replaceAll(/^npm (?:ci|install)[^&\n]* && /gm, '')
    .split('\n')
    .filter((line) => !NOT_RUN.test(line) && !/^\s*#/.test(line))
    .join('\n')
    .trim();
}

export interface ServerCommand {
  readonly kind: 'gateway' | 'emulator';
  /** The port in the command, if it has one. */
  readonly port: number | undefined;
  /** The command on another port. */
  on(port: number): string;
}

/** The server that the last command of a block starts, if any. */
export function serverIn(code: string): ServerCommand | undefined {
  const commands = code.replaceAll(/\s*\\\n\s*/g, ' ').split('\n');
  const last = commands.at(-1)?.replace(/\s+#.*$/, '') ?? '';
  const [, args] = SERVER.exec(last) ?? [];
  if (args === undefined || /^\s*(?:token|sdl|check|help)\b|--help|--version|\s-[hv]\b/.test(args))
    return undefined;
  const digits = /--port[= ](\d+)/.exec(args)?.[1] ?? /\bPORT=(\d+)/.exec(last)?.[1];
  const before = commands.slice(0, -1).map((line) => `${line}\n`);
  const bare = last
    .replace(/ --port[= ]\d+/, '')
    .replace(/\bPORT=\d+ /, '')
    .trimEnd();
  const flags = bare.startsWith('npm') || / npm /.test(bare) ? (bare.includes(' -- ') ? '' : ' --') : '';
  return {
    kind: /^\s*emulator\b/.test(args) ? 'emulator' : 'gateway',
    port: digits === undefined ? undefined : Number(digits),
    on: (port) => `${before.join('')}${bare}${flags} --port ${port}`,
  };
}
