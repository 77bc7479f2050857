import { execFile, spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkersAreMissing } from '../../tools/checkers/checkers.ts';
import { createFolder, install, pack, ROOT } from './pack.ts';

const [deno = ''] = globSync('tools/checkers/node_modules/@deno/*/deno', { cwd: ROOT }).map((path) =>
  join(ROOT, path),
);

describe.skipIf(checkersAreMissing('Deno') || !existsSync(deno))('Deno 2', () => {
  let folder: Awaited<ReturnType<typeof createFolder>>;
  // Deno writes its cache next to the project, and fetches nothing.
  const env = () => ({ PATH: process.env.PATH, DENO_DIR: join(folder.path, '.deno'), NO_COLOR: '1' });

  beforeAll(async () => {
    folder = await createFolder();
    await install(await pack(folder.path), folder.path);
  });

  afterAll(() => folder.remove());

  it('runs an embedded gateway: many requests at once, a mutation and a retry after a lost connection', async () => {
    await writeFile(
      join(folder.path, 'main.ts'),
      `import { createClient, createGateway } from 'kommunicate-graphql';
       import { startEmulator, DEMO_AGENT_ID } from 'kommunicate-graphql/emulator';
       const emulator = await startEmulator();
       const client = createClient({ baseUrl: emulator.url });
       const identity = { mode: 'sandbox', apiKey: emulator.apiKey, userId: DEMO_AGENT_ID } as const;
       const { fetch } = createGateway({ client, identity });
       const post = async (query: string) => {
         const headers = { 'content-type': 'application/json' };
         const init = { method: 'POST', headers, body: JSON.stringify({ query }) };
         const response = await fetch(new Request('http://localhost/graphql', init));
         const { data } = await response.json();
         return data;
       };
       const before = emulator.calls.length;
       const many = await Promise.all(Array.from({ length: 50 }, () => post('{ user(id: "ana-ortiz") { displayName } }')));
       const calls = emulator.calls.length - before;
       const sent = await post('mutation { sendMessage(input: { conversationId: "104250001", senderId: "mira.patel@hearth.example", text: "Hi" }) { message { text } } }');
       emulator.fault({ kind: 'reset', applied: false });
       const retried = await post('{ user(id: "ben-carter") { displayName } }');
       console.log(JSON.stringify({ many: new Set(many.map((one) => JSON.stringify(one))).size, first: many[0], calls, sent, retried }));
       await client.close();
       await emulator.close();`,
    );
    const { stdout } = await promisify(execFile)(
      deno,
      ['run', '--allow-all', '--cached-only', '--node-modules-dir=manual', '--no-check', 'main.ts'],
      { cwd: folder.path, env: env() },
    );
    expect(JSON.parse(stdout)).toEqual({
      many: 1,
      first: { user: { displayName: 'Ana Ortiz' } },
      calls: 1,
      sent: { sendMessage: { message: { text: 'Hi' } } },
      retried: { user: { displayName: 'Ben Carter' } },
    });
  });

  it('runs the command, and ends it in order', async () => {
    const bin = 'node_modules/kommunicate-graphql/bin/kommunicate-graphql.cjs';
    const options = ['run', '--allow-all', '--cached-only', '--node-modules-dir=manual'];
    const command = spawn(deno, [...options, bin, '--port', '0'], { cwd: folder.path, env: env() });
    const exit = new Promise((resolve) => command.once('close', resolve));
    onTestFinished(() => void command.kill('SIGKILL'));
    let output = '';
    for (const stream of [command.stdout, command.stderr])
      stream.on('data', (chunk) => (output += String(chunk)));
    const urlIn = () => /"url":"([^"]+)"/.exec(output)?.[1];
    await expect.poll(urlIn).toBeDefined();
    const response = await fetch(`${urlIn()}?query={viewer{id}}`);
    expect(await response.json()).toMatchObject({ data: { viewer: { id: 'mira.patel@hearth.example' } } });
    command.kill('SIGTERM');
    expect(await exit).toBe(0);
  });
});
