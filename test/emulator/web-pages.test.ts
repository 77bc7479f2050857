import { request as httpRequest } from 'node:http';
import { networkInterfaces } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../support/command.ts';
import { EMULATOR_API_KEY, startEmulator, type EmulatorOptions } from '../../src/emulator/index.ts';

/*
 * The emulator's key is public, and a page can post text without a preflight. A page of another site must not reach a
 * developer's emulator, neither by its own origin nor by a name that it points to this machine.
 */

interface Call {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly address?: string;
}

async function start(options: EmulatorOptions = {}) {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  const { port } = new URL(emulator.url);
  const send = ({ path = SEND, method = 'POST', headers = {}, body = MESSAGE, address }: Call) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { host: address ?? '127.0.0.1', port, path, method, headers };
      const sending = httpRequest(options, (response) => resolve(response.resume().statusCode));
      sending.once('error', reject);
      sending.end(method === 'GET' ? undefined : body);
    });
  return { emulator, port, send };
}

const SEND = `/rest/ws/message/v2/send?apiKey=${EMULATOR_API_KEY}&ofUserId=ana-ortiz`;
const MESSAGE = JSON.stringify({ groupId: '104250001', fromUserName: 'ana-ortiz', message: 'Hi' });
const asPage = { 'content-type': 'text/plain' };

describe('a page of another site', () => {
  it.each([
    ['https://evil.example', {}],
    ['http://localhost.evil.example', {}],
    ['null', {}],
    ['https://evil.example', { host: '0.0.0.0' }],
  ])('cannot send a message from %s, with options %j', async (origin, options) => {
    const { emulator, send } = await start(options);
    expect(await send({ headers: { ...asPage, origin } })).toBe(403);
    expect([emulator.messages, emulator.calls]).toEqual([[], []]);
  });

  it.each([{}, { host: '0.0.0.0' }])(
    'cannot use a name that it points to this machine, with options %j',
    async (options) => {
      const { emulator, port, send } = await start(options);
      for (const path of [SEND, '/__emulator/calls', '/__emulator/reset']) {
        const headers = { host: `evil.example:${port}`, origin: `http://evil.example:${port}` };
        expect(await send({ path, headers: { ...asPage, ...headers } })).toBe(403);
        expect(await send({ path, headers: { host: headers.host } })).toBe(403);
      }
      expect([emulator.messages, emulator.calls]).toEqual([[], []]);
    },
  );
});

describe('a caller on this machine', () => {
  it.each(['localhost', '127.0.0.1:80', '127.9.9.9', '[::1]:4001', 'LOCALHOST:1'])(
    'may use the host %s',
    async (host) => {
      const { emulator, send } = await start();
      expect(await send({ headers: { host } })).toBe(200);
      expect(emulator.messages).toHaveLength(1);
    },
  );

  it.each(['http://localhost:5173', 'http://127.0.0.1:5173', 'http://[::1]:5173'])(
    'may be a page on %s, but may not script faults',
    async (origin) => {
      const { send } = await start();
      expect(await send({ headers: { origin } })).toBe(200);
      expect(await send({ path: '/__emulator/reset', headers: { origin } })).toBe(403);
    },
  );
});

const lan = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

describe.skipIf(lan === undefined)('an emulator that listens on the network', () => {
  it('responds there to any host name, and to its own page', async () => {
    const { send } = await start({ host: '0.0.0.0' });
    const lanAddress = { address: lan ?? '' };
    const host = 'emulator.internal:4001';
    expect(await send({ ...lanAddress, headers: { host } })).toBe(200);
    expect(await send({ ...lanAddress, headers: { host, origin: `http://${host}` } })).toBe(200);
    expect(await send({ ...lanAddress, headers: { host, origin: 'https://evil.example' } })).toBe(403);
  });
});

describe('the command', () => {
  it.each([
    ['warns that other machines can use a public key', ['--host', '0.0.0.0'], true],
    ['does not warn about another key', ['--host', '0.0.0.0', '--api-key', 'mine'], false],
    ['does not warn on a loopback address', ['--host', '127.0.0.1'], false],
  ])('%s', async (_case, flags, warns) => {
    const command = run(['emulator', '--port', '0', ...flags]);
    await command.find(/Api-Key\s+(\S+)/);
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(0);
    expect(command.output.stderr.includes('Set --api-key')).toBe(warns);
  });
});

describe('stored messages', () => {
  it('are dropped beyond 16 Mi characters', async () => {
    const { emulator, send } = await start();
    const text = 'x'.repeat(1024 * 1024 - 1000);
    const body = JSON.stringify({ groupId: '104250001', fromUserName: 'ana-ortiz', message: text });
    for (let count = 0; count < 20; count += 1) expect(await send({ body })).toBe(200);
    expect(emulator.messages).toHaveLength(16);
    emulator.reset();
    for (let count = 0; count < 3; count += 1) await send({ body });
    expect(emulator.messages).toHaveLength(3);
  });
});

describe('a stored body', () => {
  const long = JSON.stringify({ userIdList: ['ana-ortiz'], padding: 'ü'.repeat(100_000) });
  const detail = (apiKey: string): Call => ({
    path: '/rest/ws/user/v2/detail',
    headers: { 'api-key': apiKey },
    body: long,
  });

  it('has the first 64 KiB, although all of it is read', async () => {
    const { emulator, send } = await start();
    expect(await send(detail(EMULATOR_API_KEY))).toBe(200);
    expect(Buffer.byteLength(emulator.calls[0]?.body ?? '')).toBeLessThanOrEqual(64 * 1024 + 3);
    expect(long.startsWith(emulator.calls[0]?.body.slice(0, -1) ?? '-')).toBe(true);
  });

  it('is empty without the right key', async () => {
    const { emulator, send } = await start();
    expect(await send(detail('another'))).toBe(401);
    expect(await send({ ...detail(''), headers: {} })).toBe(401);
    expect(emulator.calls.map(({ endpoint, body }) => [endpoint, body])).toEqual([
      ['userDetail', ''],
      ['userDetail', ''],
    ]);
  });
});
