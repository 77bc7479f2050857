import { execFile, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createFolder, OFFLINE, pack } from './pack.ts';

const secondsSince = (startedAt: number) => ((performance.now() - startedAt) / 1000).toFixed(1);

describe(`npx in an empty folder, on Node ${process.versions.node}`, () => {
  let folder: Awaited<ReturnType<typeof createFolder>>;
  let tarball: string;

  beforeAll(async () => {
    folder = await createFolder();
    tarball = (await pack(folder.path)).path;
    // The first run installs the package into the folder of npx. Later runs need no network.
    const startedAt = performance.now();
    await npx('--version');
    console.log(`npx installs the package with an empty cache: ${secondsSince(startedAt)} s`);
  });

  afterAll(() => folder.remove());

  const command = () => ['--package', tarball, '--', 'kommunicate-graphql'];
  const cache = () => ({ npm_config_cache: join(folder.path, 'cache'), npm_config_yes: 'true' });

  async function npx(...args: readonly string[]) {
    const env = { ...process.env, PATH: OFFLINE.PATH, ...cache() };
    const { stdout } = await promisify(execFile)('npx', [...command(), ...args], { cwd: folder.path, env });
    return stdout;
  }

  /** Starts the command without a network, and resolves with the first group of a pattern in its output. */
  async function start(args: readonly string[], pattern: RegExp) {
    const empty = join(folder.path, `empty-${readdirSync(folder.path).length}`);
    await mkdir(empty);
    const startedAt = performance.now();
    // A process group of its own: npx starts the command as a child.
    const child = spawn('npx', [...command(), ...args], {
      cwd: empty,
      env: { ...OFFLINE, ...cache() },
      detached: true,
    });
    const exit = new Promise((resolve) => child.once('close', resolve));
    const kill = (signal: NodeJS.Signals) => process.kill(-(child.pid ?? Number.NaN), signal);
    onTestFinished(async () => {
      if (child.exitCode === null && child.signalCode === null) kill('SIGKILL');
      await exit;
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output += String(chunk)));
    const match = () => pattern.exec(output)?.[1];
    await expect.poll(match).toBeDefined();
    console.log(`npx kommunicate-graphql ${args.join(' ')}: ${secondsSince(startedAt)} s, offline`);
    const stop = async () => {
      kill('SIGTERM');
      await exit;
      return readdirSync(empty);
    };
    return { found: match() ?? '', stop };
  }

  it('starts the sandbox with GraphiQL, without a network, and writes no file', async () => {
    const { found: url, stop } = await start(['--port', '0'], /"url":"([^"]+)"/);
    const response = await fetch(`${url}?query={viewer{id}}`);
    expect(await response.json()).toMatchObject({ data: { viewer: { id: 'mira.patel@hearth.example' } } });
    const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
    const [, script = ''] = /<script[^>]+src="([^"]+)"/.exec(page) ?? [];
    expect((await fetch(new URL(script, url))).status).toBe(200);
    expect(await stop()).toEqual([]);
  });

  it('starts the emulator alone', async () => {
    const { found: url, stop } = await start(['emulator', '--port', '0'], /emulator\s+(http:\S+)/);
    const query = 'rest/ws/group/v2/info?groupId=104250001';
    const response = await fetch(new URL(query, url), { headers: { 'api-key': 'emulator-api-key' } });
    expect(await response.json()).toMatchObject({ status: 'success' });
    expect(await stop()).toEqual([]);
  });

  it('rejects a wrong flag as the installed command does', async () => {
    await expect(npx('--prot', '4000')).rejects.toMatchObject({ code: 78 });
  });
});
