import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { matches, PAGES, parsePage, patternOf, ROOT, type Block } from '../support/docs/blocks.ts';
import { createPrograms } from '../support/docs/programs.ts';
import {
  makeClone,
  openTerminal,
  runnableOf,
  serverIn,
  spawnShell,
  startSandbox,
  type Ran,
  type Shell,
} from '../support/docs/shell.ts';
import { startTestGateway } from '../support/harness.ts';
import { freePort } from '../support/redis-server.ts';

const pages = PAGES.map((page) => parsePage(page));
const all = pages.flatMap(({ blocks }) => blocks);
const programs = createPrograms(all.filter(({ language }) => language === 'ts' || language === 'tsx'));

const hasCurl = (() => {
  try {
    return execFileSync('curl', ['--version']).length > 0;
  } catch {
    if (!process.env.CI) console.warn('The shell blocks of the docs are skipped: there is no curl.');
    return Boolean(process.env.CI);
  }
})();

const titleOf = ({ page, line, code }: Block) => `${page}:${line} ${code.split('\n')[0]?.slice(0, 60)}`;
const named = (blocks: readonly Block[]) => blocks.map((block) => [titleOf(block), block] as const);

/** Fails unless a result is as the page shows it. */
function expectResult({ result }: Block, output: string, here = (text: string) => text): void {
  if (result === undefined) return;
  const expected = here(result.code).trimEnd();
  if (result.language === 'text') {
    if (!patternOf(expected).test(output.trimEnd())) expect(output.trimEnd()).toBe(expected);
    return;
  }
  const [actual, wanted] = [output, expected].map((text) => JSON.parse(text) as unknown);
  if (!matches(actual, wanted)) expect(actual).toEqual(wanted);
}

/** Fails unless a shell block exits as it should, with the result that the page shows. */
function expectRan(block: Block, { exitCode, stdout, stderr }: Ran, here?: (text: string) => string): void {
  const fails = block.words.has('fails');
  expect(exitCode === 0, `exit code ${exitCode}\n${stdout}\n${stderr}`).toBe(!fails);
  expectResult(block, fails ? stdout + stderr : stdout, here);
  // Without a result the response to a query must not have errors.
  if (block.result || !stdout.trimStart().startsWith('{"data"')) return;
  expect((JSON.parse(stdout) as { errors?: unknown }).errors).toBeUndefined();
}

describe.each(pages.map((page) => [page.name, page] as const))('%s', (name, { text, blocks, problems }) => {
  const of = (language: string) => blocks.filter((block) => block.language === language);
  const shells = of('sh').filter(({ words }) => words.has('shell'));
  const alone = of('sh').filter(({ words, code }) => !words.has('shell') && runnableOf(code) !== '');
  const servers = alone.filter(({ code, words }) => !words.has('fails') && serverIn(runnableOf(code)));

  it('has only code blocks that a test runs, and marked examples', () => {
    expect(problems).toEqual([]);
  });

  it.skipIf(!/^docs\/(?!README)/.test(name))('starts with something that runs', () => {
    // In its first section, with or without a heading.
    const [before = '', first = ''] = text.split(/^## /m);
    expect(parsePage(name, before + first).blocks).not.toEqual([]);
  });

  it('names only scripts that exist', () => {
    const scripts = text.matchAll(
      /\bnpm (?:--prefix (\S+) )?(?:--silent )?run (?:--silent )?(\w+(?:[:-]\w+)*)/g,
    );
    for (const [, folder = '.', script = ''] of scripts) {
      const { scripts: known } = JSON.parse(readFileSync(`${ROOT}${folder}/package.json`, 'utf8')) as {
        scripts: object;
      };
      expect(Object.keys(known)).toContain(script);
    }
  });

  it.each(named(of('graphql')))('answers the query of %s', async (_title, block) => {
    const { words, code, result } = block;
    const gateway = await startTestGateway();
    const user = words.get('as');
    const { data, errors, extensions } = await gateway.query(code, {
      ...(words.has('variables') && { variables: JSON.parse(words.get('variables') ?? '') as object }),
      headers: user === undefined ? {} : { 'of-user-id': user },
    });
    if (words.has('errors')) expect(errors).not.toEqual([]);
    else expect(errors).toEqual([]);
    const body = { data, ...(errors.length > 0 && { errors }), extensions };
    expectResult(block, JSON.stringify(body));
    if (result || words.has('errors')) return;
    for (const value of Object.values(data as object)) expect(value).not.toBeNull();
  });

  const types = blocks.filter(({ language }) => language === 'ts' || language === 'tsx');
  it.skipIf(types.length === 0)('has TypeScript that compiles', async () => {
    expect(await programs.typeErrors(name)).toEqual([]);
  });

  it.each(named(of('ts')))('has a program that runs: %s', async (_title, block) => {
    const { here } = await startSandbox(block.code);
    const { error, stdout } = await programs.run(block, here);
    expect(error).toBeUndefined();
    expectResult(block, stdout, here);
  });

  describe.skipIf(!hasCurl)('has commands', () => {
    it.each(named(alone.filter((block) => !servers.includes(block))))(
      'that work when pasted: %s',
      async (_title, block) => {
        const { code, result } = block;
        const { here, emulator } = await startSandbox(code);
        const ran = await spawnShell(here(runnableOf(code)), makeClone()).closed;
        expectRan(block, ran, here);
        // A request that never arrived has no errors either.
        const readsNoUpstream = /__emulator|__schema|__type|_service|\/health|\/ready|OPTIONS/.test(code);
        if (!result && !readsNoUpstream && /^curl [^|]*:400[01]\b/.test(code) && !block.words.has('fails')) {
          expect(emulator.calls.length).toBeGreaterThan(0);
        }
      },
    );

    it.each(named(servers))('that start a server: %s', async (_title, block) => {
      const code = runnableOf(block.code);
      const server = serverIn(code);
      const shell = spawnShell(server?.on(0) ?? code, makeClone());
      const url = await urlOf(shell);
      expect(
        (await fetch(`${url}${server?.kind === 'emulator' ? '/__emulator/calls' : '/health'}`)).status,
      ).toBe(200);
      const here = (page: string) =>
        page.replaceAll(/(?:localhost|127\.0\.0\.1):400[01]\b/g, new URL(url).host);
      if (block.result)
        expect(shell.output()).toMatch(
          new RegExp(patternOf(here(block.result.code).trim()).source.slice(1, -1)),
        );
    });

    it.skipIf(shells.length === 0)('that work when pasted, shell by shell', async () => {
      await runScenario(shells);
    });

    const background = shells.filter(({ words }) => words.has('background'));
    it.each(named(background.filter(({ code }) => serverIn(runnableOf(code)))))(
      'that exit if their port is in use: %s',
      async (_title, { code }) => {
        const taken = createServer();
        await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
        onTestFinished(() => void taken.close());
        const { port } = taken.address() as AddressInfo;
        const { closed, output } = spawnShell(serverIn(runnableOf(code))?.on(port) ?? '', makeClone(), {
          HOST: '127.0.0.1',
        });
        expect((await closed).exitCode).toBe(1);
        expect(output()).toContain(`Port ${port} on 127.0.0.1 is already in use.`);
      },
    );

    it('with ports of their own for service mode, which export no variables', () => {
      const code = shells.map((shell) => shell.code).join('');
      if (code.includes('GATEWAY_MODE=service')) expect(code).not.toMatch(/export|400\d/);
    });
  });
});

async function urlOf(shell: Shell): Promise<string> {
  const find = () => {
    if (!shell.isRunning()) return `ended: ${shell.output()}`;
    return /http:\/\/(?:127\.0\.0\.1|localhost|0\.0\.0\.0):\d+/.exec(shell.output())?.[0];
  };
  await expect.poll(find).toBeDefined();
  expect(find()).toMatch(/^http/);
  return (find() ?? '').replace('0.0.0.0', '127.0.0.1');
}

/** Runs the named shells of a page in order. Each port is replaced by a free one. */
async function runScenario(blocks: readonly Block[]): Promise<void> {
  const text = blocks.map(({ code, result }) => code + (result?.code ?? '')).join('');
  const used = text.matchAll(
    /(?:(?:localhost|127\.0\.0\.1|\[::1\]):|\b(?:METRICS_)?PORT=|--port[= ])(\d{4,5})\b/g,
  );
  const started = blocks
    .filter(({ words }) => words.has('background'))
    .map(({ code }) => serverIn(runnableOf(code)))
    .filter((server) => server !== undefined);
  const portOf = ({ kind, port }: (typeof started)[number]) => port ?? (kind === 'gateway' ? 4000 : 4001);
  const ports = new Map<string, number>();
  for (const port of [...used]
    .map(([, digits = '']) => digits)
    .concat(started.map((one) => String(portOf(one))))) {
    if (!ports.has(port)) ports.set(port, await freePort());
  }
  // Addresses of the sandbox, unless the page starts its own servers there.
  const own = new Set(started.map(portOf));
  const sandbox = own.has(4000) || own.has(4001) ? undefined : await startSandbox(text);
  const here = (code: string) =>
    (sandbox?.here(code) ?? code).replaceAll(
      /((?:localhost|127\.0\.0\.1|\[::1\]):|\b(?:METRICS_)?PORT=|--port[= ])(\d{4,5})\b/g,
      (found, before: string, digits: string) => `${before}${ports.get(digits) ?? digits}` || found,
    );
  const clone = makeClone();
  const terminals = new Map<string, ReturnType<typeof openTerminal>>();
  for (const block of blocks) {
    const code = runnableOf(block.code);
    const server = serverIn(code);
    if (block.words.has('background')) {
      const command = server === undefined ? here(code) : here(server.on(portOf(server)));
      const shell = spawnShell(command, clone);
      await urlOf(shell);
      continue;
    }
    const name = block.words.get('shell') ?? '';
    const terminal = terminals.get(name) ?? openTerminal(clone, {});
    terminals.set(name, terminal);
    expectRan(block, await terminal.run(here(code)), here);
  }
}

describe('the docs', () => {
  it('have many blocks of each kind', () => {
    for (const [language, atLeast] of [
      ['graphql', 6],
      ['sh', 9],
      ['ts', 2],
    ] as const) {
      expect(all.filter((block) => block.language === language).length).toBeGreaterThanOrEqual(atLeast);
    }
  });

  it('show how to sign a token for a customer and for an agent, who may read the inbox', async () => {
    const request = all.find(({ code }) => /token --user ana-ortiz[\s\S]*\binbox\b/.test(code));
    const { page } = request ?? { page: '' };
    const shells = all.filter((block) => block.page === page && block.words.has('shell'));
    expect(request?.words.has('shell')).toBe(true);
    const code = request?.code.replace('--user ana-ortiz', '--user tom.becker@hearth.example --role AGENT');
    await runScenario(
      shells.flatMap((block) =>
        block === request
          ? [showing(block, FOR_A_CUSTOMER), showing({ ...block, code: code ?? '' }, FOR_AN_AGENT)]
          : [block],
      ),
    );
  });
});

const FOR_A_CUSTOMER = {
  data: { viewer: { displayName: 'Ana Ortiz' }, inbox: null },
  errors: [
    { path: ['inbox'], message: '…', locations: '…', extensions: { code: 'FORBIDDEN', retryable: false } },
  ],
};
const FOR_AN_AGENT = { data: { viewer: { displayName: 'Tom Becker' }, inbox: { nodes: [{ name: '…' }] } } };

/** The block with another result. */
function showing(block: Block, result: object): Block {
  return { ...block, result: { ...block, language: 'json', code: JSON.stringify(result) } };
}

describe('the conventions of code blocks', () => {
  const problemsOf = (text: string) => parsePage('page.md', text).problems;
  const fence = (info: string, code = 'x') => `\`\`\`${info}\n${code}\n\`\`\`\n`;

  it.each([
    ['a language that no test runs', fence('nginx'), 'page.md:1: no test runs nginx: mark it as `example`'],
    ['no language', fence(''), 'page.md:1: no test runs a block without a language: mark it as `example`'],
    [
      'a result after nothing',
      fence('json'),
      'page.md:1: `json` follows no command or query that it is the result of',
    ],
    [
      'a result in the next section',
      `${fence('graphql')}## Next\n${fence('json')}`,
      'page.md:5: `json` follows no command or query that it is the result of',
    ],
    [
      'two results',
      fence('sh') + fence('text') + fence('text'),
      'page.md:7: `text` follows no command or query that it is the result of',
    ],
    [
      'a text for a query',
      fence('graphql') + fence('text'),
      'page.md:4: `text` follows no command or query that it is the result of',
    ],
    ['an unknown word', fence('sh quickly'), 'page.md:1: unknown words: quickly'],
    ['no end', '```sh\nx', 'page.md:1: the block does not end'],
  ])('reject %s', (_case, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it('accept examples, indented blocks, and results', () => {
    const page = `${fence('yaml title="router.yaml" example')}1. one\n\n   \`\`\`sh\n   ls\n   \`\`\`\n\n${fence('text')}`;
    const { problems, blocks } = parsePage('page.md', page);
    expect(problems).toEqual([]);
    expect(blocks).toMatchObject([{ language: 'sh', code: 'ls\n', result: { code: 'x\n' } }]);
  });

  it('compare results exactly, except at an ellipsis', () => {
    expect(matches({ a: [1, 'at 09:30'] }, { a: [1, 'at …'] })).toBe(true);
    expect(matches({ a: { b: 1 } }, { a: '…' })).toBe(true);
    expect(matches({ a: 1, b: 2 }, { a: 1 })).toBe(false);
    expect(matches([1, 2], [2, 1])).toBe(false);
    expect(patternOf('a\n…\nb … c').test('a\n1\n2\nb 3 c')).toBe(true);
    expect(patternOf('a.b').test('a-b')).toBe(false);
  });

  it('find the servers that commands start', () => {
    expect(serverIn('npm start')?.on(1)).toBe('npm start -- --port 1');
    expect(serverIn('A=b PORT=41 \\\n  npm start')?.on(1)).toBe('A=b npm start -- --port 1');
    expect(serverIn('npm start -- emulator --port 4001')).toMatchObject({ kind: 'emulator', port: 4001 });
    expect(serverIn('kommunicate-graphql --max-depth 5')?.on(1)).toBe(
      'kommunicate-graphql --max-depth 5 --port 1',
    );
    expect(serverIn('npm --silent start -- sdl')).toBeUndefined();
    expect(runnableOf('npm ci && npm start\nnpm run check\n# a comment')).toBe('npm start');
  });
});
