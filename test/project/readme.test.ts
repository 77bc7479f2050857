import { execFile, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultTextOf, SETTINGS } from '../../src/cli/settings.ts';
import { DEMO_AGENT_ID, startEmulator } from '../../src/emulator/index.ts';
import { readFaults } from '../../src/emulator/read-faults.ts';
import { ENDPOINTS } from '../../src/emulator/routes.ts';
import { ERRORS } from '../../src/errors.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { createSchema } from '../../src/schema/schema.ts';
import { startServer } from '../../src/server/server.ts';
import { accessTable } from '../support/access-table.ts';
import { startTestGateway } from '../support/harness.ts';
import { errorTable } from '../support/error-table.ts';
import { EVENTS, outcomesTables } from '../support/outcomes.ts';
import { freePort } from '../support/redis-server.ts';
import { sweptLogger } from '../support/sweep.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const README = read('README.md');
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Block {
  readonly language: string;
  readonly code: string;
}

const blocks: readonly Block[] = [...README.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', code = '']) => ({ language, code }),
);
/** Each block of a language, with the JSON block directly after it, if there is one. */
const withResults = (language: string, pattern = /[\s\S]/) =>
  blocks.flatMap(({ language: its, code }, index) => {
    if (its !== language || !pattern.test(code)) return [];
    const next = blocks[index + 1];
    return [[code, next?.language === 'json' ? (JSON.parse(next.code) as object) : undefined] as const];
  });

/** The rows of the table below a heading, cell by cell. */
function table(heading: string): readonly (readonly string[])[] {
  const section = README.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

describe('the README', () => {
  it.each(withResults('graphql'))('has queries that run unchanged: %s', async (query, expected) => {
    const gateway = await startTestGateway();
    const { data, errors, extensions } = await gateway.query(query);
    expect(errors).toEqual([]);
    if (expected) expect({ data, extensions }).toEqual(expected);
    for (const value of Object.values(data as object)) expect(value).not.toBeNull();
  });

  it('has the queries and commands that these tests run', () => {
    expect(withResults('graphql')).toHaveLength(6);
    expect(withResults('text', /^curl/)).toHaveLength(6);
  });

  const curl = (() => {
    try {
      return execFileSync('curl', ['--version']).length > 0;
    } catch {
      if (!process.env.CI) console.warn('The README’s curl commands are skipped: there is no curl.');
      return Boolean(process.env.CI);
    }
  })();

  describe.skipIf(!curl)('has commands for service mode', () => {
    const [[rest] = ['']] = withResults('text', /^npm start -- emulator --port 4101/);
    const [[gateway] = ['']] = withResults('text', /^GATEWAY_MODE=service/);
    const [[request] = ['']] = withResults('text', /^TOKEN=/);

    /** Runs a shell as a process group: npm does not forward signals to its child. */
    function shell(code: string) {
      const child = spawn('sh', ['-c', code], { cwd: ROOT, detached: true });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => (output += String(chunk)));
      const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
      onTestFinished(async () => {
        if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
        await closed;
      });
      return { closed, output: () => output };
    }

    it('that work when pasted, shell by shell, with tokens that the command signs', async () => {
      const ports = [await freePort(), await freePort()];
      const here = (text: string) =>
        text.replaceAll('4101', String(ports[0])).replaceAll('4100', String(ports[1]));
      const started = [shell(here(rest)), shell(here(gateway))];
      await expect.poll(() => started[0]?.output()).toContain(`http://127.0.0.1:${ports[0]}`);
      await expect.poll(() => started[1]?.output()).toMatch(/listens on \S+\/graphql/);
      const run = async (text: string) =>
        JSON.parse((await promisify(execFile)('sh', ['-c', here(text)], { cwd: ROOT })).stdout) as unknown;
      expect(await run(request)).toMatchObject({
        data: { viewer: { displayName: 'Ana Ortiz' }, inbox: null },
        errors: [{ path: ['inbox'], extensions: { code: 'FORBIDDEN' } }],
      });
      const agent = request.replace('--user ana-ortiz', '--user tom.becker@hearth.example --role AGENT');
      expect(await run(agent)).toMatchObject({ data: { inbox: { nodes: [{ name: expect.any(String) }] } } });
    });

    it('that exit if their port is in use', async () => {
      const taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void taken.close());
      const { port } = taken.address() as AddressInfo;
      for (const command of [rest, gateway]) {
        const { closed, output } = shell(command.replace(/4101 *$|(?<= PORT=)4100/m, String(port)));
        expect(await closed).toBe(1);
        expect(output()).toContain(`Port ${port} on 127.0.0.1 is already in use.`);
      }
    });

    it('with ports of their own, which export no variables', () => {
      expect(rest + gateway + request).not.toMatch(/export|400\d/);
    });
  });

  it.skipIf(!curl).each(withResults('text', /^curl/))(
    'has commands that work when pasted: %s',
    async (command, expected) => {
      const emulator = await startEmulator();
      const client = createClient({ baseUrl: emulator.url });
      const sandbox = { mode: 'sandbox', apiKey: emulator.apiKey, userId: DEMO_AGENT_ID } as const;
      const isPassthrough = command.includes('YOUR-API-KEY');
      const identity = isPassthrough ? ({ mode: 'passthrough' } as const) : sandbox;
      const server = await startServer({ client, identity, port: 0, logger: sweptLogger() });
      onTestFinished(async () => {
        await server.close();
        await client.close();
        await emulator.close();
      });
      const here = command
        .replace('localhost:4000', new URL(server.url).host)
        .replace('localhost:4001', new URL(emulator.url).host)
        .replace('YOUR-API-KEY', emulator.apiKey)
        .replace('a-user-of-yours', 'ana-ortiz');
      const { stdout } = await promisify(execFile)('sh', ['-c', here]);
      const result = JSON.parse(stdout) as { errors?: unknown };
      if (expected) expect(result).toEqual(expected);
      else expect(result.errors).toBeUndefined();
      expect(emulator.calls).toHaveLength(expected || command.includes('__emulator') ? 0 : 1);
    },
  );

  it.each(withResults('text', /^.*npm start/))('has commands that start a server: %s', async (command) => {
    const portless = command
      .trim()
      .replace('npm ci && ', '')
      .replace(/ --port \d+$/, '');
    const here = `${portless}${portless.includes(' -- ') ? '' : ' --'} --port 0`;
    // A process group: npm does not forward signals to its child.
    const child = spawn('sh', ['-c', here], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      detached: true,
    });
    const closed = new Promise((resolve) => child.once('close', resolve));
    onTestFinished(async () => {
      if (child.pid) process.kill(-child.pid, 'SIGTERM');
      await closed;
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output += String(chunk)));
    const urlIn = () => /http:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(output)?.[0];
    await expect.poll(urlIn).toBeDefined();
    const path = command.includes('emulator') ? '/__emulator/calls' : '/health';
    expect((await fetch(`${urlIn()}${path}`)).status).toBe(200);
  });

  it('shows the configuration of Hive Gateway in the example', () => {
    const [, ...config] = read('examples/supergraph/gateway.config.mjs').split('\n');
    expect(README).toContain(config.join('\n').trim());
  });

  it('names all scripts, and no others', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...README.matchAll(/\bnpm (?:run (\w[\w:-]*)|(start|test)\b)/g)].map(
      ([, script, short]) => script ?? short,
    );
    const ours = Object.keys(scripts).filter((name) => !name.startsWith('check:') && name !== 'prepack');
    expect([...new Set(named)].toSorted()).toEqual(ours.toSorted());
  });

  it('has a row for every variable, with its default and its description (npm run readme writes them)', () => {
    expect(table('Configuration')).toEqual(
      SETTINGS.map((setting) => [setting.variable, defaultTextOf(setting), setting.description]),
    );
  });

  it('has a row for every error code, with whether the request may be retried', () => {
    const rows = table('Errors').filter(([, , retryable]) => retryable === 'yes' || retryable === 'no');
    const documented = rows.map(([code, , retryable]) => [code, retryable === 'yes']);
    const graphql = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'OPERATION_RESOLUTION_FAILURE'];
    expect(documented).toEqual([
      ...graphql.map((code) => [code, false]),
      ...Object.entries(ERRORS).map(([code, { retryable }]) => [code, retryable]),
    ]);
  });

  it('has the outcome tables of the tests (npm run readme writes them)', () => {
    // Prettier aligns tables.
    const plain = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
    expect(plain(README)).toContain(plain(outcomesTables()));
  });

  it('has the access table of the schema', () => {
    const plain = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
    expect(plain(README)).toContain(plain(accessTable(createSchema())));
  });

  it.each(EVENTS)('links each outcome to a test: $when', ({ shownBy: [file, test] }) => {
    expect(read(`test/${file}.test.ts`)).toContain(test);
  });

  it('has a row for every fault of the emulator, and names every endpoint', () => {
    const [, section = ''] = /### Faults on tap\n([\s\S]*?)\n\*\*What is in it/.exec(README) ?? [];
    const kinds = [...section.matchAll(/^\| (`.*?`) +\|/gm)].flatMap(([, cell = '']) =>
      cell.replaceAll('`', '').split(' '),
    );
    const { problems } = readFaults('{"kind":"?"}') as { problems: readonly string[] };
    expect(`kind: must be one of ${kinds.join(', ')}`).toBe(problems[0]);
    for (const endpoint of ENDPOINTS) expect(section).toContain(`\`${endpoint}\``);
  });

  it('has the message of every reason and limit (npm run readme writes them)', () => {
    const plain = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
    expect(plain(README)).toContain(plain(errorTable()));
  });

  it('links only to files that exist', () => {
    const links = [...README.matchAll(/\]\((?!http|#)([^)]+)\)|`(src\/[\w./-]+)`/g)].map(
      ([, link, path]) => link ?? path ?? '',
    );
    expect(links.length).toBeGreaterThan(5);
    for (const link of links)
      expect(() => readFileSync(new URL(`../../${link}`, import.meta.url))).not.toThrow(/ENOENT/);
  });
});
