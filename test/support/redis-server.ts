import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Whether `redis-server` is installed. True in CI, so that its tests fail there rather than be skipped. */
export function hasRedisServer(): boolean {
  try {
    return execFileSync('redis-server', ['--version']).length > 0;
  } catch {
    if (!process.env.CI) console.warn('Tests with Redis are skipped: redis-server is not installed.');
    return Boolean(process.env.CI);
  }
}

export interface RedisServer {
  readonly url: string;
  /** Kills the process, as a power failure would. */
  kill(): Promise<void>;
  /** Stops the process without closing its connections. */
  pause(): void;
  resume(): void;
  /** Starts it again with the data on disk. */
  start(): Promise<void>;
  /** Runs redis-cli, and returns its output. */
  cli(...args: readonly string[]): string;
}

/** Starts a Redis that writes each command to disk before it responds. It is killed when the test ends. */
export async function startRedisServer(): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), 'redis-'));
  const port = await freePort();
  let child: ChildProcess | undefined;

  const start = async () => {
    const flags = `--port ${port} --bind 127.0.0.1 --dir ${directory} --save '' --appendonly yes --appendfsync always`;
    const started = spawn('sh', ['-c', `exec redis-server ${flags}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = started;
    await new Promise<void>((resolve, reject) => {
      started.stdout.on('data', (chunk) => {
        if (String(chunk).includes('Ready to accept connections')) resolve();
      });
      started.once('exit', (code) => reject(new Error(`redis-server exited with ${code}`)));
    });
  };
  const kill = async () => {
    const killed = child;
    child = undefined;
    if (!killed) return;
    const ended = new Promise((resolve) => killed.once('exit', resolve));
    killed.kill('SIGKILL');
    await ended;
  };
  await start();
  onTestFinished(async () => {
    await kill();
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    cli: (...args) => execFileSync('redis-cli', ['-p', String(port), ...args], { encoding: 'utf8' }).trim(),
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
