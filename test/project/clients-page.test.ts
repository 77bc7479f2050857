import { existsSync, readFileSync } from 'node:fs';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { buildSchema, isInterfaceType, isObjectType, isUnionType } from 'graphql';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { clientSdl } from '../../src/schema/sdl.ts';
import { readPage, ROOT } from '../support/docs/blocks.ts';
import { createProject, filesOf, runFiles } from '../support/docs/projects.ts';
import { startSandbox } from '../support/docs/shell.ts';
import { bearer, post, startTestGateway, type TestGateway } from '../support/harness.ts';

/* What docs/clients.md says that its blocks do not show by themselves. The blocks run in docs-blocks.test.ts. */

const PAGE = 'docs/clients.md';
const text = readPage(PAGE);
const schema = buildSchema(clientSdl(''));
const ownTypes = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

/** The code of the block with a title. */
function blockOf(title: string): string {
  const [, code] = new RegExp(`^\`\`\`ts title="${title}"\\n([^]*?)^\`\`\`$`, 'm').exec(text) ?? [];
  if (code === undefined) throw new Error(`${PAGE} has no block ${title}`);
  return code;
}

const wordsOf = (code: string, pattern: RegExp) => [...code.matchAll(pattern)].map(([, word = '']) => word);

describe('the caches', () => {
  it('of Apollo Client know all types of the only interface', () => {
    const abstract = ownTypes.filter((type) => isInterfaceType(type) || isUnionType(type));
    expect(abstract.map(({ name }) => name).toSorted()).toEqual(['ActionableMessage', 'Node']);
    const type = abstract.find(({ name }) => name === 'ActionableMessage');
    const possible = isInterfaceType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [];
    const list = /ActionableMessage: \[([^\]]*)\]/.exec(blockOf('apollo.ts'))?.[1] ?? '';
    expect(wordsOf(list, /'(\w+)'/g).toSorted()).toEqual(possible.toSorted());
  });

  it('of urql know all types without an id', () => {
    const withoutId = ownTypes
      .filter(isObjectType)
      .filter((type) => !('id' in type.getFields()))
      .map(({ name }) => name)
      // Graphcache knows these by their names.
      .filter((name) => !/^(Query|Mutation|PageInfo)$|(Connection|Edge|Payload)$/.test(name));
    expect(wordsOf(blockOf('urql.ts'), /^ +(\w+): withoutId,$/gm).toSorted()).toEqual(withoutId.toSorted());
  });
});

interface FetchModules {
  createGatewayFetch(
    getToken: (options: { renew: boolean }) => Promise<string | undefined>,
    timeoutMs?: number,
  ): typeof fetch;
  retrying(send: typeof fetch, attempts?: number, longestWaitMs?: number): typeof fetch;
}

describe('the fetch of the page', () => {
  let modules: FetchModules;
  beforeEach(async () => {
    const project = createProject([], 'node_modules');
    const load = async (title: string) => {
      project.write(title, blockOf(title));
      return (await import(`${project.folder}/${title}`)) as FetchModules;
    };
    const { createGatewayFetch } = await load('gateway-fetch.ts');
    const { retrying } = await load('retrying.ts');
    modules = { createGatewayFetch, retrying };
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });

  const SEND = 'mutation($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
  const send = (idempotencyKey?: string) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: SEND,
      variables: { input: { conversationId: '104250001', text: 'Hello', idempotencyKey } },
    }),
  });
  const read = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ viewer { id } }"}',
  };

  /** A `fetch` to a gateway that loses the first response, and counts the requests. */
  function losing(gateway: TestGateway) {
    let requests = 0;
    const lossy: typeof fetch = async (input, init) => {
      const response = await gateway.fetch(new Request(input, init));
      if (++requests === 1) throw new TypeError('fetch failed');
      return response;
    };
    return { lossy, requests: () => requests };
  }

  it('renews the token after a 401, once, and executes the mutation once', async () => {
    const gateway = await startTestGateway({ mode: 'service' });
    vi.stubGlobal('fetch', (input: string, init: RequestInit) => gateway.fetch(new Request(input, init)));
    const [, fresh = ''] = bearer('AGENT', 'mira.patel@hearth.example').authorization.split(' ');
    const renewed: boolean[] = [];
    const request = modules.createGatewayFetch(({ renew }) => {
      renewed.push(renew);
      return Promise.resolve(renew ? fresh : undefined);
    });
    const response = await request('http://gateway/graphql', send());
    expect(await response.json()).toMatchObject({ data: { sendMessage: { message: {} } } });
    expect([renewed, gateway.calls('messageSend').length]).toEqual([[false, true], 1]);
    const rejected = modules.createGatewayFetch(() => Promise.resolve(undefined));
    expect((await rejected('http://gateway/graphql', read)).status).toBe(401);
    vi.unstubAllGlobals();
  });

  it('ends a request at its time limit, or when the caller aborts it', async () => {
    vi.stubGlobal('fetch', (_input: string, { signal }: RequestInit) => {
      return new Promise((_resolve, reject) => {
        if (signal?.aborted) reject(signal.reason as Error);
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      });
    });
    const request = modules.createGatewayFetch(() => Promise.resolve(undefined), 1);
    await expect(request('http://gateway/graphql', read)).rejects.toThrow('timeout');
    const aborted = { ...read, signal: AbortSignal.abort(new Error('the page has closed')) };
    await expect(request('http://gateway/graphql', aborted)).rejects.toThrow('the page has closed');
    vi.unstubAllGlobals();
  });

  it('sends a query again after a lost response', async () => {
    const { lossy, requests } = losing(await startTestGateway());
    const response = await modules.retrying(lossy)('http://gateway/graphql', read);
    expect([await response.json(), requests()]).toMatchObject([{ data: { viewer: {} } }, 2]);
  });

  it('sends a query again after a retryable error, and not after another one', async () => {
    const gateway = await startTestGateway();
    let requests = 0;
    const counting: typeof fetch = (input, init) => {
      requests++;
      return gateway.fetch(new Request(input, init));
    };
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 500 });
    const response = await modules.retrying(counting)('http://gateway/graphql', read);
    expect([await response.json(), requests]).toMatchObject([{ data: { viewer: {} } }, 2]);
    const invalid = { ...read, body: '{"query":"{ inbox(first: 1000) { nodes { id } } }"}' };
    await modules.retrying(counting)('http://gateway/graphql', invalid);
    expect(requests).toBe(3);
  });

  it('does not wait longer than its limit', async () => {
    let requests = 0;
    const limited: typeof fetch = () => {
      requests++;
      const errors = [
        { message: '', extensions: { code: 'RATE_LIMITED', retryable: true, retryAfterMs: 60_000 } },
      ];
      return Promise.resolve(Response.json({ errors }));
    };
    expect((await modules.retrying(limited)('http://gateway/graphql', read)).ok).toBe(true);
    expect(requests).toBe(1);
  });

  it('does not repeat a message without a key after a lost response', async () => {
    const gateway = await startTestGateway();
    const { lossy, requests } = losing(gateway);
    const sent = modules.retrying(lossy)('http://gateway/graphql', send());
    await expect(sent).rejects.toThrow('fetch failed');
    expect([requests(), gateway.calls('messageSend').length]).toEqual([1, 1]);
  });

  it('repeats a message with a key, and the message is sent once', async () => {
    const gateway = await startTestGateway();
    const { lossy, requests } = losing(gateway);
    const response = await modules.retrying(lossy)('http://gateway/graphql', send('draft-1'));
    expect(await response.json()).toMatchObject({ data: { sendMessage: { message: {} } } });
    expect([requests(), gateway.calls('messageSend').length]).toEqual([2, 1]);
  });
});

describe('the cache of Apollo Client', () => {
  const PAGED = gql(`query Messages($after: String) {
    conversation(id: "104250001") { id messages(first: 5, after: $after) {
      nodes { id } pageInfo { endCursor }
    } }
  }`);

  /** How many messages the cache has after two pages that have been read as `nodes`. */
  async function nodesAfterTwoPages(cache: InMemoryCache): Promise<number> {
    const client = await clientOf(cache);
    const { data } = await client.query<any>({ query: PAGED });
    const { endCursor: after } = data.conversation.messages.pageInfo as { endCursor: string };
    await client.watchQuery({ query: PAGED }).fetchMore({ variables: { after } });
    return client.readQuery<any>({ query: PAGED }).conversation.messages.nodes.length as number;
  }

  async function clientOf(cache: InMemoryCache): Promise<ApolloClient> {
    const gateway = await startTestGateway();
    const fetch = (input: string | URL | Request, init?: RequestInit) =>
      gateway.fetch(new Request(input, init));
    return new ApolloClient({ cache, link: new HttpLink({ uri: 'http://gateway/graphql', fetch }) });
  }

  it('joins pages of nodes with the policy of the page, and not with relayStylePagination', async () => {
    const project = createProject([], 'node_modules');
    project.write('append-nodes.ts', blockOf('append-nodes.ts'));
    const { cache } = (await import(`${project.folder}/append-nodes.ts`)) as { cache: InMemoryCache };
    expect(await nodesAfterTwoPages(cache)).toBe(10);
    const fields = { messages: relayStylePagination() };
    expect(await nodesAfterTwoPages(new InMemoryCache({ typePolicies: { Conversation: { fields } } }))).toBe(
      5,
    );
  });

  it('drops the fields of an interface without possibleTypes, with a warning', async () => {
    const warnings = vi.spyOn(console, 'warn').mockReturnValue();
    const query = gql(`{ conversation(id: "104250001") { id messages(first: 50) {
      nodes { id actionable { ... on ActionableMessage { templateId } } }
    } } }`);
    const templatesOf = async (cache: InMemoryCache) => {
      const { data } = await (await clientOf(cache)).query<any>({ query });
      const nodes = data.conversation.messages.nodes as { actionable: { templateId?: string } | null }[];
      return nodes.filter(({ actionable }) => actionable?.templateId !== undefined).length;
    };
    const ActionableMessage = wordsOf(blockOf('apollo.ts'), /'(\w+Template)'/g);
    expect(await templatesOf(new InMemoryCache())).toBe(0);
    expect(warnings).toHaveBeenCalled();
    warnings.mockRestore();
    expect(await templatesOf(new InMemoryCache({ possibleTypes: { ActionableMessage } }))).toBeGreaterThan(5);
  });
});

describe('a development proxy', () => {
  it('by Vite forwards /graphql, without CORS', async () => {
    const files = filesOf(PAGE, 'vite');
    const project = createProject(files, 'node_modules');
    const { here } = await startSandbox();
    for (const { path, code } of files) project.write(path, here(code));
    project.write('request.mjs', VITE_REQUEST);
    expect(await project.run('node request.mjs')).toBe('{"data":{"viewer":{"displayName":"Mira Patel"}}}\n');
  });

  it('needs no entry in CORS_ORIGINS for requests by POST', async () => {
    const gateway = await startTestGateway({ mode: 'service' });
    const headers = { origin: 'http://localhost:5173', ...bearer('USER', 'ana-ortiz') };
    expect((await gateway.fetch(post({ query: '{ viewer { id } }' }, headers))).status).toBe(200);
  });
});

describe('the projects of the page', () => {
  const ISOLATED = 'test/clients/node_modules';
  const isInstalled = existsSync(`${ROOT}${ISOLATED}`);
  if (!isInstalled) console.warn('Relay and gql.tada are skipped: run npm --prefix test/clients ci.');
  const TSCONFIG = JSON.stringify({
    compilerOptions: {
      target: 'es2024',
      lib: ['es2024', 'dom'],
      module: 'nodenext',
      types: [],
      strict: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
    },
    include: ['src'],
  });

  it('work with GraphQL Code Generator, also with trusted documents', async () => {
    const files = filesOf(PAGE, 'codegen');
    const project = createProject(files, 'node_modules');
    project.write('tsconfig.json', TSCONFIG);
    await project.run('node_modules/.bin/graphql-codegen --config codegen.ts');
    await project.run('node_modules/.bin/tsc -p .');
    const documents = readFileSync(`${project.folder}/src/gql/persisted-documents.json`, 'utf8');
    const { here } = await startSandbox('', documents);
    const isTrusted = ({ path }: { path: string }) => path.includes('trusted');
    await runFiles(project, files.filter(isTrusted), here);
    const untrusted = files.filter((file) => !isTrusted(file));
    await runFiles(project, untrusted, (await startSandbox()).here);
    expect(files.filter(({ output }) => output).length).toBe(3);
    expect(text).toContain('`npx graphql-codegen`');
  });

  it.skipIf(!isInstalled)('work with gql.tada', async () => {
    const files = filesOf(PAGE, 'tada');
    const project = createProject(files, ISOLATED);
    await project.run('node_modules/.bin/gql.tada generate output');
    await project.run('node_modules/.bin/tsc -p .');
    await runFiles(project, files, (await startSandbox()).here);
    expect(files.filter(({ output }) => output).length).toBe(1);
    expect(text).toContain('`npx gql.tada generate output`');
  });

  it.skipIf(!isInstalled)('work with genql', async () => {
    const files = filesOf(PAGE, 'genql');
    const project = createProject(files, ISOLATED);
    await project.run(
      'node_modules/.bin/genql --schema kommunicate.graphql --output src/genql -S DateTime:string',
    );
    project.write(
      'tsconfig.json',
      TSCONFIG.replace('nodenext', 'esnext').replace('{', '{"extends":"./bundler.json",'),
    );
    project.write('bundler.json', '{"compilerOptions":{"moduleResolution":"bundler"}}');
    await project.run(`${ROOT}node_modules/.bin/tsc -p .`);
    const { here } = await startSandbox();
    const build = `${ROOT}node_modules/.bin/vite build --logLevel error --outDir out --ssr`;
    await runFiles(project, files, here, (path) => `${build} ${path} && node out/query.js`);
    expect(files.filter(({ output }) => output).length).toBe(1);
    expect(text).toContain('npx genql --schema kommunicate.graphql --output src/genql -S DateTime:string');
  });

  it.skipIf(!isInstalled)('work with Relay', async () => {
    const files = filesOf(PAGE, 'relay');
    const project = createProject(files, ISOLATED);
    project.write('tsconfig.json', TSCONFIG);
    await project.run('node_modules/.bin/relay-compiler');
    await project.run(`${ROOT}node_modules/.bin/tsc -p .`);
    project.write('build.mjs', RELAY_BUILD);
    const { here } = await startSandbox();
    await runFiles(
      project,
      files,
      here,
      (path) => `node build.mjs && node ${path.replace(/^src(.*)ts$/, 'out$1js')}`,
    );
    expect(files.filter(({ output }) => output).length).toBe(5);
    expect(text).toContain('`npx relay-compiler`');
  });
});

/** A page's request through the development server. */
const VITE_REQUEST = `
  import { createServer } from 'vite';
  const server = await createServer({ server: { host: '127.0.0.1', port: 0, hmr: false }, logLevel: 'error' });
  await server.listen();
  const { port } = server.httpServer.address();
  const response = await fetch('http://127.0.0.1:' + port + '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'http://127.0.0.1:' + port },
    body: JSON.stringify({ query: '{ viewer { displayName } }' }),
  });
  const { data } = await response.json();
  console.log(JSON.stringify({ data }));
  await server.close();
`;

/** What a bundler does with Relay's plugin: it replaces the tags by the compiled documents. */
const RELAY_BUILD = `
  import { globSync, mkdirSync, writeFileSync } from 'node:fs';
  import { createRequire } from 'node:module';
  import { dirname } from 'node:path';
  const require = createRequire(import.meta.url);
  const babel = require('@babel/core');
  for (const file of globSync('src/**/*.ts')) {
    const { code } = babel.transformFileSync(file, {
      configFile: false,
      presets: [[require.resolve('@babel/preset-typescript'), { rewriteImportExtensions: true }]],
      plugins: [[require.resolve('babel-plugin-relay'), { eagerEsModules: true }]],
    });
    const target = file.replace(/^src(.*)ts$/, 'out$1js');
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code.replaceAll(/(\\/\\w+\\.graphql)(["'])/g, '$1.js$2'));
  }
`;
