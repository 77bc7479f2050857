import { describe, expect, it } from 'vitest';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EMULATOR_API_KEY } from '../../src/emulator/index.ts';
import { bearer, post, startTestGateway } from '../support/harness.ts';
import { run } from '../support/command.ts';
import { keepSecret, sweep, sweepAnswer, sweptLogger, takeFindings } from '../support/sweep.ts';

/* The sweep runs after every test. These tests show that it finds a secret in each kind of output. */

describe('the sweep for secrets', () => {
  it('finds a secret in a log line of any level', () => {
    sweptLogger().debug({ key: EMULATOR_API_KEY }, 'x');
    expect(takeFindings()).toContainEqual(expect.stringContaining('a secret in the log'));
  });

  it('finds a log line, and a field of one, that docs/logs.md does not have', () => {
    sweptLogger().info({ requestId: 'r', status: 200, size: 1 }, 'request');
    sweptLogger().info({}, 'x');
    expect(takeFindings()).toEqual([
      'docs/logs.md does not have the field size of "request"',
      'docs/logs.md does not have the line "x"',
    ]);
  });

  it('finds a secret in a response and in its headers', async () => {
    const body = Response.json({ errors: [{ message: `no ${EMULATOR_API_KEY}` }] });
    const response = await sweepAnswer(body).then(() => body.text());
    expect(response).toContain(EMULATOR_API_KEY);
    await sweepAnswer(new Response('', { headers: { 'x-key': EMULATOR_API_KEY } }));
    expect(takeFindings()).toHaveLength(2);
  });

  it('finds a secret on a socket, in the head and in the body', async () => {
    const server = createServer((request, response) => {
      response.setHeader('x-path', request.url ?? '');
      response.end(request.headers['api-key']);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await (await fetch(`${url}/${EMULATOR_API_KEY}`)).text();
    await (await fetch(url, { headers: { 'api-key': EMULATOR_API_KEY } })).text();
    server.close();
    server.closeAllConnections();
    expect(takeFindings().length).toBeGreaterThanOrEqual(2);
  });

  it('finds a token, and a secret setting of a command', async () => {
    const { authorization } = bearer('USER', 'ana-ortiz');
    sweep('the output of a command', authorization);
    expect(takeFindings()).toHaveLength(1);
    const JWT_SECRET = 'this-is-the-secret-of-the-signer';
    await run(['nonsense'], { JWT_SECRET }).exit;
    expect(takeFindings()).toEqual([]);
    sweep('the log', JWT_SECRET);
    expect(takeFindings()).toHaveLength(1);
  });

  it('ignores short words, which may occur by chance', () => {
    keepSecret('key');
    sweep('the log', 'a monkey');
    expect(takeFindings()).toEqual([]);
  });

  it('searches the output of a gateway', async () => {
    const gateway = await startTestGateway({ mode: 'service' });
    const secret = keepSecret('a-text-that-is-not-repeated');
    const query = `{ ${secret.replaceAll('-', '_')} viewer { id } }`;
    await gateway.fetch(post({ query, operationName: secret }, bearer('USER', 'ana-ortiz')));
    // A validation error repeats the name of a field, but the gateway does not repeat an unknown operation name.
    expect(takeFindings()).toEqual([]);
    keepSecret(secret.replaceAll('-', '_'));
    await gateway.fetch(post({ query }, bearer('USER', 'ana-ortiz')));
    expect(takeFindings()).toEqual([expect.stringContaining('a secret in a response')]);
  });
});
