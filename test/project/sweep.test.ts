import { describe, expect, it } from 'vitest';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EMULATOR_API_KEY } from '../../src/emulator/index.ts';
import { bearer, post, startTestGateway } from '../support/harness.ts';
import { run } from '../support/command.ts';
import { keepSecret, sweep, sweepAnswer, sweptLogger, takeFindings } from '../support/sweep.ts';

/*
 * The sweep runs behind every test: here is shown that it finds what there is to be found, wherever it is written.
 */

describe('the sweep for secrets', () => {
  it('finds one in a line of the log, however little it is asked to write', () => {
    sweptLogger().debug({ key: EMULATOR_API_KEY }, 'x');
    expect(takeFindings()).toEqual([expect.stringContaining('a secret in the log')]);
  });

  it('finds one in an answer, and in its headers', async () => {
    const body = Response.json({ errors: [{ message: `no ${EMULATOR_API_KEY}` }] });
    const response = await sweepAnswer(body).then(() => body.text());
    expect(response).toContain(EMULATOR_API_KEY);
    await sweepAnswer(new Response('', { headers: { 'x-key': EMULATOR_API_KEY } }));
    expect(takeFindings()).toHaveLength(2);
  });

  it('finds one that goes out on a socket, in the head and in the body', async () => {
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

  it('finds a token, and what was given to a command as a setting', async () => {
    const { authorization } = bearer('USER', 'ana-ortiz');
    sweep('the output of a command', authorization);
    expect(takeFindings()).toHaveLength(1);
    const JWT_SECRET = 'this-is-the-secret-of-the-signer';
    await run(['nonsense'], { JWT_SECRET }).exit;
    expect(takeFindings()).toEqual([]);
    sweep('the log', JWT_SECRET);
    expect(takeFindings()).toHaveLength(1);
  });

  it('does not take a short word for one, which could stand anywhere', () => {
    keepSecret('key');
    sweep('the log', 'a monkey');
    expect(takeFindings()).toEqual([]);
  });

  it('sees what a gateway writes', async () => {
    const gateway = await startTestGateway({ mode: 'service' });
    const spoken = keepSecret('a-text-that-nobody-is-to-repeat');
    const query = `{ ${spoken.replaceAll('-', '_')} viewer { id } }`;
    await gateway.fetch(post({ query, operationName: spoken }, bearer('USER', 'ana-ortiz')));
    // The name of a field is repeated, as a validation error has it; an operation's name that is none is not.
    expect(takeFindings()).toEqual([]);
    keepSecret(spoken.replaceAll('-', '_'));
    await gateway.fetch(post({ query }, bearer('USER', 'ana-ortiz')));
    expect(takeFindings()).toEqual([expect.stringContaining('a secret in an answer')]);
  });
});
