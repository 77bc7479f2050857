import { execFile, spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { PAGES, parsePage } from '../support/docs/blocks.ts';
import { createFolder, install, pack, ROOT } from './pack.ts';

const run = promisify(execFile);

describe('the package, packed and installed', () => {
  let folder: string;

  beforeAll(async () => {
    const created = await createFolder();
    folder = created.path;
    await install(await pack(folder), folder);
  }, 120_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Runs a module in the folder, and parses its output as JSON. */
  async function evaluate(code: string): Promise<unknown> {
    await writeFile(join(folder, 'main.ts'), code);
    return JSON.parse((await run(process.execPath, ['main.ts'], { cwd: folder })).stdout);
  }

  it('has every export', async () => {
    const names = await evaluate(`
      import * as main from 'kommunicate-graphql';
      import * as emulator from 'kommunicate-graphql/emulator';
      console.log(JSON.stringify([Object.keys(main).sort(), Object.keys(emulator).sort()]));
    `);
    expect(names).toEqual([
      [
        'ERRORS',
        'GatewayError',
        'connectRedis',
        'createClient',
        'createGateway',
        'createTokenVerifier',
        'startServer',
      ],
      ['AGENT_IDS', 'DEMO_AGENT_ID', 'EMULATOR_API_KEY', 'startEmulator'],
    ]);
    const schema = await evaluate(`
      import { readFileSync } from 'node:fs';
      const path = new URL(import.meta.resolve('kommunicate-graphql/schema.graphql'));
      console.log(JSON.stringify(readFileSync(path, 'utf8')));
    `);
    expect(schema).toBe(await readFile(join(ROOT, 'schema.graphql'), 'utf8'));
    const possibleTypes = await evaluate(`
      import possibleTypes from 'kommunicate-graphql/possible-types.json' with { type: 'json' };
      console.log(JSON.stringify(possibleTypes));
    `);
    expect(possibleTypes).toMatchObject({ Node: ['Conversation', 'Message', 'User'] });
  });

  const programs = PAGES.flatMap((page) => parsePage(page).blocks).filter(
    ({ language, code }) => language === 'ts' && code.includes('kommunicate-graphql/emulator'),
  );

  it.each([
    ['in the sandbox', "mode: 'sandbox'", 'Mira Patel'],
    ['in service mode, with tokens', 'createTokenVerifier(', 'Ana Ortiz'],
  ])('runs the program of the docs: %s', async (_case, part, displayName) => {
    const { code = '' } = programs.find((block) => block.code.includes(part)) ?? {};
    const result = await evaluate(code.replace(/console\.log\((.*)\);/, 'console.log(JSON.stringify($1));'));
    expect(result).toMatchObject({ data: { viewer: { displayName } } });
  });

  it('has types for a strict program', async () => {
    await writeFile(
      join(folder, 'typed.ts'),
      `import { createClient, createGateway, createTokenVerifier, GatewayError, type ErrorCode, type Identity, type TokenOptions, type VerifyToken } from 'kommunicate-graphql';
       import { startEmulator, type Fault } from 'kommunicate-graphql/emulator';
       const identity: Identity = { mode: 'passthrough' };
       const fault: Fault = { endpoint: 'messageSend', kind: 'reset', applied: true };
       const code: ErrorCode = new GatewayError('NOT_FOUND').code;
       const { fetch } = createGateway({ client: createClient({ baseUrl: 'http://localhost' }), identity });
       export const all: [typeof fetch, typeof startEmulator, Fault, ErrorCode] = [fetch, startEmulator, fault, code];
       const tokens: TokenOptions = { keys: { jwksUrl: 'https://id.example/jwks' }, issuer: 'i', audience: ['a'] };
       const verifyToken: VerifyToken = createTokenVerifier(tokens);
       export const service: Identity = { mode: 'service', apiKey: 'k', verifyToken };
       // @ts-expect-error there is no such mode
       export const wrong: Identity = { mode: 'service' };`,
    );
    const flags = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--skipLibCheck',
      '--types',
      '',
    ];
    await run(join(ROOT, 'node_modules/.bin/tsc'), [...flags, 'typed.ts'], { cwd: folder });
  });

  it('has a command that starts the gateway with the sandbox', async () => {
    const bin = join(folder, 'node_modules/.bin/kommunicate-graphql');
    const command = spawn(process.execPath, [bin, '--port', '0'], { env: { PATH: process.env.PATH } });
    const exit = new Promise((resolve) => command.once('close', resolve));
    onTestFinished(() => void command.kill('SIGKILL'));
    let output = '';
    command.stdout.on('data', (chunk) => (output += String(chunk)));
    const urlIn = () => /"url":"([^"]+)"/.exec(output)?.[1];
    await expect.poll(urlIn).toBeDefined();
    const response = await fetch(`${urlIn()}?query={viewer{id}}`);
    expect(await response.json()).toMatchObject({ data: { viewer: { id: 'mira.patel@hearth.example' } } });
    const html = await fetch(urlIn() ?? '', { headers: { accept: 'text/html' } });
    expect(await html.text()).toContain('Kommunicate GraphQL');
    command.kill('SIGTERM');
    expect(await exit).toBe(0);
  });
});
