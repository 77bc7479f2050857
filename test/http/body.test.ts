import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createNodeHandler } from '../../src/gateway/node-adapter.ts';
import { createParamsReader } from '../../src/http/graphql-params.ts';

/** Sends pieces to a server, each after the previous one has arrived, and returns what the server read. */
async function read(requests: number, ...pieces: readonly string[]) {
  const readParams = createParamsReader({ maxBodyBytes: 1000 });
  const seen: { readonly req: IncomingMessage; waited: boolean; params?: unknown }[] = [];
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const [first, ...others] = pieces;
  let ended = 0;
  const handle = createNodeHandler(
    async (request, { req }) => {
      const one = { req, waited: false, params: undefined as unknown };
      seen.push(one);
      const on = req.on.bind(req);
      req.on = ((event: string, listener: never) => {
        one.waited ||= event === 'data';
        return on(event, listener);
      }) as typeof req.on;
      const reading = readParams(request, { req }, () => undefined);
      setImmediate(() => others.splice(0).forEach((piece) => socket.write(piece)));
      one.params = await reading.catch((error: unknown) => (error as { reason?: string }).reason);
      return { status: 200, headers: {}, text: '' };
    },
    () => undefined,
  );
  const server = createServer((req, res) => {
    // Both requests, because unread bytes would stand before the second one.
    const ends = [once(req, 'end'), once(res, 'close')];
    void Promise.all(ends).then(() => (ended += 1) === requests && resolve());
    handle(req, res);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () =>
    socket.write(first ?? ''),
  );
  await done;
  return seen.map(({ waited, params }) => ({ waited, params }));
}

const head = (fields: string) =>
  `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${fields}\r\n\r\n`;
const body = '{"query":"{ a }"}';
const whole = `${head(`Content-Length: ${body.length}`)}${body}`;
const params = { query: '{ a }' };

describe('the reader of a body', () => {
  it('does not wait for a body that has arrived', async () => {
    expect(await read(1, whole)).toEqual([{ waited: false, params }]);
  });

  it('does not read into the next request', async () => {
    const other = whole.replace('{ a }', '{ b }');
    expect(await read(2, whole + other)).toEqual([
      { waited: false, params },
      { waited: false, params: { query: '{ b }' } },
    ]);
  });

  it('waits for the rest of a body', async () => {
    expect(await read(1, whole.slice(0, -5), whole.slice(-5))).toEqual([{ waited: true, params }]);
  });

  it('waits for a body of which nothing has arrived', async () => {
    const end = whole.length - body.length;
    expect(await read(1, whole.slice(0, end), whole.slice(end))).toEqual([{ waited: true, params }]);
  });

  it('reads a chunked body', async () => {
    const chunks = `5\r\n${body.slice(0, 5)}\r\n${(body.length - 5).toString(16)}\r\n${body.slice(5)}\r\n0\r\n\r\n`;
    expect(await read(1, head('Transfer-Encoding: chunked') + chunks)).toEqual([{ waited: true, params }]);
  });

  it('reads an empty body', async () => {
    expect(await read(1, head('Content-Length: 0'))).toEqual([{ waited: false, params: 'body-not-json' }]);
  });
});
