/*
 * A subscription behind nginx, as Debian installs it and with nothing set but the address of the gateway: an event every 30
 * seconds for three minutes may arrive at most 200 ms later than without nginx, and the stream may not be cut.
 * Exits with 1 otherwise. Outside of `npm test`, because it takes three minutes. Arguments: events, and seconds between them.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCommand } from '../../bench/lib/processes.ts';

const [EVENTS = 6, SECONDS = 30] = process.argv.slice(2).map(Number);
const MAX_DELAY_MS = 200;
const API_KEY = 'emulator-api-key';
const ACCEPTS = { SSE: 'text/event-stream', multipart: 'multipart/mixed;subscriptionSpec=1.0' } as const;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** Starts nginx with Debian's `nginx.conf`, changed only where it needs root or would use shared folders. */
async function startNginx(upstream: string) {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  const port = await freePort();
  const site = `server { listen 127.0.0.1:${port}; location / { proxy_pass ${upstream}; } }`;
  const debian = readFileSync('/etc/nginx/nginx.conf', 'utf8')
    .replace(/^user .*$/m, '')
    .replace(/^pid .*$/m, `pid ${folder}/nginx.pid;`)
    .replace(/^\s*(?:access|error)_log .*$/gm, '')
    .replace(/^\s*include \/etc\/nginx\/(?:modules-enabled|sites-enabled|conf\.d)\/.*$/gm, '');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  const http = `http {\n${temporary} access_log off; ${site}\n`;
  writeFileSync(
    join(folder, 'nginx.conf'),
    debian.replace(/^http \{$/m, () => http),
  );
  const child = spawn(
    'nginx',
    ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  const url = `http://127.0.0.1:${port}`;
  const isUp = async () => {
    const isOk = () =>
      fetch(`${url}/health`).then(
        ({ status }) => status === 200,
        () => false,
      );
    while (!(await isOk())) {
      if (child.exitCode !== null) throw new Error('nginx does not start');
      await sleep(50);
    }
  };
  await Promise.race([isUp(), failed]);
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await exit;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Opens a stream, and counts what it receives. */
async function subscribe(url: string, accept: string) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'api-key': API_KEY, accept },
    body: JSON.stringify({
      query:
        'subscription { conversationEvents(conversationId: "104250001") { __typename ... on MessageAdded { message { text } } } }',
    }),
  });
  if (response.status !== 200 || !response.body) throw new Error(await response.text());
  const stream = { text: '', isOpen: true, arrivals: new Map<string, number>() };
  const started = Promise.withResolvers<void>();
  const read = async (body: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const bytes of body) {
      stream.text += decoder.decode(bytes, { stream: true });
      if (stream.text.includes('EventsMissed')) started.resolve();
      for (const [, name = ''] of stream.text.matchAll(/"text":"([^"]*)"/g)) {
        if (!stream.arrivals.has(name)) stream.arrivals.set(name, performance.now());
      }
    }
    stream.isOpen = false;
  };
  void read(response.body).catch(() => (stream.isOpen = false));
  await started.promise;
  return stream;
}

const emulator = await startCommand(['emulator', '--port', '0']);
const gateway = await startCommand([], {
  GATEWAY_MODE: 'passthrough',
  HOST: '127.0.0.1',
  PORT: '0',
  KOMMUNICATE_BASE_URL: emulator.url,
  LOG_LEVEL: 'warn',
  // Without polls, every event comes from its own hint.
  POLL_SECONDS: '0',
});
const nginx = await startNginx(gateway.url);

const send = async (text: string) => {
  const response = await fetch(`${nginx.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'api-key': API_KEY },
    body: JSON.stringify({
      query: `mutation { sendMessage(input: { conversationId: "104250001", senderId: "ana-ortiz", text: "${text}" }) { message { id } } }`,
    }),
  });
  if ((await response.text()).includes('"errors"')) throw new Error('the message was not sent');
};

const direct = await subscribe(gateway.url, ACCEPTS.SSE);
const streams = await Promise.all(
  Object.entries(ACCEPTS).map(async ([name, accept]) => ({
    name,
    stream: await subscribe(nginx.url, accept),
  })),
);
const problems: string[] = [];
for (let event = 1; event <= EVENTS; event += 1) {
  await sleep(SECONDS * 1000);
  await send(`event ${event}`);
  await sleep(2000);
  for (const { name, stream } of streams) {
    const delay =
      (stream.arrivals.get(`event ${event}`) ?? Infinity) - (direct.arrivals.get(`event ${event}`) ?? 0);
    console.log(`${name}: event ${event} ${Math.round(delay)} ms later`);
    if (delay > MAX_DELAY_MS) problems.push(`${name}: event ${event} was late or lost`);
  }
}
for (const { name, stream } of streams) if (!stream.isOpen) problems.push(`${name}: the stream was cut`);
await nginx.stop();
await gateway.stop();
await emulator.stop();
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? 'nginx cuts and delays nothing.' : 'nginx is not transparent.');
process.exit(problems.length === 0 ? 0 : 1);
