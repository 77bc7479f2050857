import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sendQuery } from './services.ts';

const FOLDER = fileURLToPath(new URL('../../examples/supergraph/', import.meta.url));
/** Loads kommunicate-graphql from src/, as the example's .npmrc makes npm's scripts do. */
const FROM_SOURCE = '--conditions=kommunicate-graphql:source';
const isMissing = !existsSync(`${FOLDER}node_modules`) && !process.env.CI;
if (isMissing) console.warn('The supergraph example is not tested: npm --prefix examples/supergraph ci');

describe.skipIf(isMissing)('the supergraph example', () => {
  it('has an up-to-date supergraph.graphql', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'supergraph-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const target = join(directory, 'supergraph.graphql');
    await promisify(execFile)(process.execPath, ['compose.ts', target], { cwd: FOLDER });
    expect(readFileSync(target, 'utf8')).toBe(readFileSync(join(FOLDER, 'supergraph.graphql'), 'utf8'));
  });

  it('starts, prints a query, executes it, and prints its REST calls', async () => {
    const child = spawn(process.execPath, [FROM_SOURCE, 'start.ts', '--any-port'], {
      cwd: FOLDER,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    onTestFinished(async () => {
      if (child.exitCode === null) child.kill('SIGKILL');
    });
    await expect.poll(() => output).toMatch(/Paste this[^]*}\n\n/);
    const [, url = ''] = /in a browser +(\S+)/.exec(output) ?? [];
    const [, query = ''] = /Paste this[^\n]*\n\n([^]*?\n {4}}\n)/.exec(output) ?? [];
    const { data, errors } = await sendQuery(url, query);
    expect(errors).toEqual([]);
    expect(data.orders).toHaveLength(60);
    expect(data.orders[0]).toMatchObject({
      customer: { displayName: 'Ana Ortiz' },
      conversation: { name: 'Oak table · Ana Ortiz', assignee: { displayName: 'Mira Patel' } },
    });
    await expect.poll(() => output).toMatch(/ 3 REST call\(s\): POST \/rest\/ws\/user\/v2\/detail/);
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<title>Supergraph</title>');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
