import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { SECRETS } from '../../src/cli/settings.ts';
import { keepSecret, sweep } from './sweep.ts';

const CLI = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
/** Compiled code of earlier processes. Without it, a process takes twice as long to start. */
const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/node-compile', import.meta.url));

export interface Command {
  readonly process: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** Resolves with the exit code, or the signal that ended the process. */
  readonly exit: Promise<number | string | null>;
  /** Waits for a pattern in the output, and resolves with its first group. */
  find(pattern: RegExp): Promise<string>;
}

/**
 * Runs the command in a process of its own, which is killed when the test ends.
 * @param stdoutFile a file or named pipe for standard output
 */
export function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  stdoutFile?: string,
): Command {
  const stdout = stdoutFile === undefined ? 'pipe' : openSync(stdoutFile, 'w');
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ['pipe', stdout, 'pipe'],
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment },
  });
  for (const name of SECRETS) keepSecret(environment[name] ?? '');
  const output = { stdout: '', stderr: '' };
  if (typeof stdout === 'number') closeSync(stdout);
  child.stdout?.on('data', (chunk) => (output.stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (output.stderr += String(chunk)));
  const exit = new Promise<number | string | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  onTestFinished(async () => {
    if (child.exitCode === null) child.kill('SIGKILL');
    await exit;
    // The emulator prints its key on purpose.
    if (args[0] !== 'emulator') sweep('the output of a command', output.stdout + output.stderr);
  });
  const find = async (pattern: RegExp) => {
    let match: RegExpExecArray | null = null;
    await expect.poll(() => (match = pattern.exec(output.stdout + output.stderr))).not.toBeNull();
    return (match as RegExpExecArray | null)?.[1] ?? '';
  };
  return { process: child, output, exit, find };
}
