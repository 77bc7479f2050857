import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ENTRY = fileURLToPath(new URL('../../bin/kommunicate-graphql.cjs', import.meta.url));
const PACKAGE = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
  bin: Record<string, string>;
  files: string[];
  scripts: Record<string, string>;
};

/** Runs the command in a process that reports another version of Node. */
function runAs(version: string, ...args: readonly string[]) {
  const code = `Object.defineProperty(process.versions, 'node', { value: ${JSON.stringify(version)} });
    process.argv.splice(1, 0, ${JSON.stringify(ENTRY)});
    require(${JSON.stringify(ENTRY)});`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--eval', code, '--', ...args], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, stdout, stderr };
}

describe('the command', () => {
  it.each(['20.20.2', '22.18.0', '18.0.0', '4.9.1', '21.99.0'])(
    'names the version of Node that it needs, and exits with 78, on Node %s',
    (version) => {
      expect(runAs(version, '--version')).toEqual({
        status: 78,
        stdout: '',
        stderr: `kommunicate-graphql needs Node 22.19 or later; this is ${version}\n`,
      });
    },
  );

  it.each(['22.19.0', '22.20.1', '23.0.0', '24.0.0', '100.1.0'])('runs on Node %s', (version) => {
    expect(runAs(version, '--version')).toEqual({
      status: 0,
      stdout: `${PACKAGE.version}\n`,
      stderr: expect.not.stringContaining('needs Node') as string,
    });
  });

  it('has a first line that BusyBox can run: its env has no -S', () => {
    expect(readFileSync(ENTRY, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('is the file that the package installs and that npm start and npm run dev run', () => {
    expect(Object.values(PACKAGE.bin)).toEqual(['bin/kommunicate-graphql.cjs']);
    expect(PACKAGE.files).toContain('bin');
    for (const name of ['start', 'dev'])
      expect(PACKAGE.scripts[name]).toContain('node bin/kommunicate-graphql.cjs');
  });
});
