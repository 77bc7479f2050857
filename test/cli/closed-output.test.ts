import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../support/command.ts';

const statusOf = async (url: string) => (await fetch(`${url}?query={viewer{id}}`)).status;

describe('the command, when the reader of its output has exited', () => {
  it('serves without log lines, reports it once on standard error, and exits with 0', async () => {
    const command = run(['--port', '0']);
    const url = await command.find(/"url":"([^"]+)"/);
    command.process.stdout?.destroy();
    for (let count = 0; count < 5; count += 1) expect(await statusOf(url)).toBe(200);
    await command.find(/(standard output cannot be written \(EPIPE\))/);
    expect(command.output.stderr.match(/cannot be written/g)).toHaveLength(1);
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(0);
  });

  it('serves when standard error is closed as well', async () => {
    const command = run(['--port', '0']);
    const url = await command.find(/"url":"([^"]+)"/);
    command.process.stdout?.destroy();
    command.process.stderr?.destroy();
    for (let count = 0; count < 5; count += 1) expect(await statusOf(url)).toBe(200);
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(0);
  });

  it('starts when standard error has no reader for the banner', async () => {
    const command = run(['--port', '0']);
    command.process.stderr?.destroy();
    expect(await statusOf(await command.find(/"url":"([^"]+)"/))).toBe(200);
  });

  it('prints the schema into a pipe that is closed early without a stack trace', async () => {
    const command = run(['sdl']);
    command.process.stdout?.destroy();
    expect(await command.exit).toBe(0);
    expect(command.output.stderr).not.toMatch(/EPIPE: |at .*\(node:/);
  });

  it.skipIf(process.platform === 'win32')('logs again once a named pipe has a new reader', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pipe-'));
    const pipe = join(folder, 'log');
    execFileSync('mkfifo', [pipe]);
    const read = () => {
      const reader = spawn('cat', [pipe]);
      let text = '';
      reader.stdout.on('data', (chunk) => (text += String(chunk)));
      const end = new Promise((resolve) => reader.once('close', resolve));
      onTestFinished(() => void reader.kill('SIGKILL'));
      return { text: () => text, stop: () => (reader.kill('SIGKILL'), end) };
    };
    const first = read();
    const command = run(['--port', '0'], {}, pipe);
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const url = await command.find(/in a browser\s+(http:\S+)/);
    await expect.poll(first.text).toContain('listening');
    await first.stop();
    expect(await statusOf(url)).toBe(200);
    await command.find(/(standard output cannot be written)/);
    const second = read();
    await expect
      .poll(async () => {
        expect(await statusOf(url)).toBe(200);
        return second.text();
      })
      .toContain('"msg":"request"');
  });
});
