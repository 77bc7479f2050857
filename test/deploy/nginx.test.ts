import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type ClientHttp2Session } from 'node:http2';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EMULATOR_API_KEY } from '../../src/emulator/index.ts';
import { startTestServer } from './start-test-server.ts';

const CONF = readFileSync(new URL('../../deploy/nginx/kommunicate-graphql.conf', import.meta.url), 'utf8');
const nginxIsMissing = spawnSync('nginx', ['-v']).error !== undefined;
if (nginxIsMissing && process.env.CI) throw new Error('nginx is missing');
if (nginxIsMissing) console.warn('The test of the proxy is skipped: there is no nginx.');

async function listen(server: Pick<Server, 'listen' | 'address'>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server as unknown as Server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts nginx with the configuration of the repository in front of a port, and connects to it by HTTP/2. */
async function startProxy(upstreamPort: number): Promise<ClientHttp2Session> {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  const port = await freePort();
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=graphql.example', '-addext', 'subjectAltName=DNS:graphql.example'];
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
  ];
  execFileSync('openssl', [...request, '-keyout', key, '-out', certificate, ...subject], { stdio: 'ignore' });
  const conf = CONF.replaceAll('/etc/nginx/tls', folder)
    .replace('listen 443 ', `listen 127.0.0.1:${port} `)
    .replace('server 127.0.0.1:4000;', `server 127.0.0.1:${upstreamPort};`);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
     events {} http { access_log off; ${paths.join(' ')} ${conf} }`,
  );
  const nginx = spawn('nginx', ['-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')], {
    stdio: 'ignore',
  });
  const exit = new Promise((resolve) => nginx.once('close', resolve));
  const open = () =>
    new Promise<ClientHttp2Session | undefined>((resolve) => {
      const opened = connect(`https://127.0.0.1:${port}`, {
        ca: readFileSync(certificate),
        servername: 'graphql.example',
      });
      opened.once('connect', () => resolve(opened));
      opened.once('error', () => resolve(undefined));
    });
  let session: ClientHttp2Session | undefined;
  await expect.poll(async () => (session = await open())).toBeDefined();
  onTestFinished(async () => {
    session?.destroy();
    nginx.kill('SIGQUIT');
    await exit;
    rmSync(folder, { recursive: true });
  });
  return session as unknown as ClientHttp2Session;
}

/** Sends a request. Resolves with its status and headers, and the body to read. */
async function send(session: ClientHttp2Session, path: string, body?: string) {
  const stream = session.request({
    ':path': path,
    ':authority': 'graphql.example',
    ':method': body === undefined ? 'GET' : 'POST',
    'content-type': 'application/json',
    'api-key': EMULATOR_API_KEY,
  });
  stream.end(body);
  const headers = await new Promise<Record<string, unknown>>((resolve) => stream.once('response', resolve));
  return { status: headers[':status'], headers, body: stream.setEncoding('utf8') };
}

async function textOf(body: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of body) text += part;
  return text;
}

describe.skipIf(nginxIsMissing)('behind nginx, by HTTP/2 and TLS', () => {
  it('a query and a mutation get through, and connections to the gateway are reused', async () => {
    const { port, connections } = await startTestServer();
    const session = await startProxy(port);
    for (const query of [
      '{ user(id: "ana-ortiz") { id } }',
      'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "Ana" }) { user { displayName } } }',
    ]) {
      const { status, body } = await send(session, '/graphql', JSON.stringify({ query }));
      expect(status).toBe(200);
      expect(await textOf(body)).not.toContain('"errors"');
    }
    expect(connections()).toBe(1);
  });

  it.each(['/health', '/ready', '/', '/graphql/x'])('%s is not for the internet', async (path) => {
    const { port } = await startTestServer();
    const { status } = await send(await startProxy(port), path);
    expect(status).toBe(404);
  });

  it.each(['text/event-stream', 'multipart/mixed; boundary="-"'])(
    'each part of a stream arrives at once: %s',
    async (type) => {
      let response: ServerResponse | undefined;
      const upstream = createServer((_request, opened) => {
        response = opened;
        opened.writeHead(200, {
          'content-type': type,
          'x-accel-buffering': 'no',
          'cache-control': 'no-store',
        });
        opened.write('first');
      });
      onTestFinished(() => {
        upstream.closeAllConnections();
        upstream.close();
      });
      const session = await startProxy(await listen(upstream));
      const { headers, body } = await send(session, '/graphql', '{}');
      expect(headers['content-encoding']).toBeUndefined();
      const parts = body[Symbol.asyncIterator]();
      // The second part is sent only after the first one arrived.
      expect((await parts.next()).value).toBe('first');
      response?.write('second');
      expect((await parts.next()).value).toBe('second');
      response?.end();
      expect((await parts.next()).done).toBe(true);
    },
  );
});
