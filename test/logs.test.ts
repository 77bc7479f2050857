import { GraphQLError } from 'graphql';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createGateway } from '../src/gateway.ts';
import { createClient } from '../src/kommunicate/client.ts';
import { createLogger, type LogLevel } from '../src/logger.ts';
import { answerOf, post, startTestGateway, type TestGatewayOptions } from './harness.ts';

async function startLogged(level: LogLevel = 'info', options: TestGatewayOptions = {}) {
  const lines: string[] = [];
  const logger = createLogger({ level, pretty: false, write: (line) => lines.push(line) });
  const gateway = await startTestGateway({ ...options, logger });
  const entries = () => lines.map((line) => JSON.parse(line) as Record<string, any>);
  return { gateway, lines, entries };
}

describe('the log', () => {
  it('has one line for each request: what it was, what became of it, and under which id', async () => {
    const { gateway, entries } = await startLogged();
    await gateway.query('query Me { viewer { id } bad: user(id: "") { id } }', {
      operationName: 'Me',
      headers: { 'x-request-id': 'r-1' },
    });
    expect(entries()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        requestId: 'r-1',
        method: 'POST',
        path: '/graphql',
        status: 200,
        durationMs: expect.any(Number),
        operationName: 'Me',
        errorCodes: ['BAD_USER_INPUT'],
        msg: 'request',
      },
    ]);
  });

  it('leaves questions after our health out, unless one asks for everything', async () => {
    const { gateway, entries } = await startLogged();
    await gateway.fetch(new Request('http://gateway/health'));
    expect(entries()).toEqual([]);
    const detailed = await startLogged('debug');
    await detailed.gateway.fetch(new Request('http://gateway/ready'));
    expect(detailed.entries()).toMatchObject([{ level: 'debug', path: '/ready', status: 200 }]);
  });

  it('does not call a failure of the REST API an error of ours', async () => {
    const { gateway, entries } = await startLogged();
    gateway.emulator.fault({ kind: 'answer', status: 500 });
    await gateway.query('{ viewer { id } }');
    expect(entries()).toMatchObject([{ level: 'info', errorCodes: ['UPSTREAM_UNAVAILABLE'] }]);
  });

  it('says at debug level what the REST API did', async () => {
    const { gateway, entries } = await startLogged('debug');
    gateway.emulator.fault({ kind: 'answer', status: 500, body: 'stack' });
    await gateway.query('{ viewer { id } }');
    expect(entries()).toContainEqual(
      expect.objectContaining({ level: 'debug', code: 'UPSTREAM_UNAVAILABLE', path: ['viewer'] }),
    );
  });

  it('never has a key, a variable, a text or an operation name that is none, at any level', async () => {
    const { gateway, lines } = await startLogged('debug', { mode: 'passthrough' });
    const secret = 'CANARY';
    const headers = {
      'Api-Key': secret,
      'Of-User-Id': 'ana-ortiz',
      cookie: `a=${secret}`,
      authorization: secret,
    };
    await gateway.query(
      'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
      { variables: { input: { conversationId: secret, text: secret } }, headers },
    );
    await gateway.query('{ viewer { id } }', { headers, operationName: `${secret} \u001b[31m` });
    await gateway.fetch(
      new Request(`http://gateway/graphql?apiKey=${secret}&query=%7Bviewer%7Bid%7D%7D`, { headers }),
    );
    await gateway.fetch(post(`{"query": "${secret}`, headers));
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.join('')).not.toContain(secret);
  });

  it('can be read by a person', () => {
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', pretty: true, write: (line) => lines.push(line) });
    logger.warn({ url: 'http://x', list: [1] }, 'hello');
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}hello url=http:\/\/x list=\[1\]\n$/);
  });
});

describe('a bug of ours', () => {
  /** A gateway whose client breaks in a way that nobody foresaw. */
  function breakingGateway(bug: () => never) {
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', pretty: false, write: (line) => lines.push(line) });
    const client = { ...createClient({ baseUrl: 'http://127.0.0.1:1' }), getUsers: bug };
    onTestFinished(() => client.close());
    const { fetch } = createGateway({
      client,
      logger,
      identity: { mode: 'sandbox', apiKey: 'k', userId: 'u' },
    });
    return { fetch, entries: () => lines.map((line) => JSON.parse(line) as Record<string, any>) };
  }

  it.each(['production', 'development'])(
    'is one masked error, with an id that the log repeats, in %s',
    async (env) => {
      vi.stubEnv('NODE_ENV', env);
      const { fetch, entries } = breakingGateway(() => {
        throw new Error('SECRET', { cause: new Error('DEEPER') });
      });
      const response = await fetch(post({ query: '{ viewer { id } ok: __typename }' }));
      const { data, errors } = await answerOf(response);
      expect(response.status).toBe(200);
      expect(data).toEqual({ viewer: null, ok: 'Query' });
      expect(errors).toEqual([
        {
          message: 'Something went wrong inside the gateway.',
          locations: [{ line: 1, column: 3 }],
          path: ['viewer'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false, errorId: expect.any(String) },
        },
      ]);
      const logged = entries().find(({ level }) => level === 'error');
      expect(logged).toMatchObject({
        errorId: errors[0]?.extensions.errorId,
        err: { message: 'SECRET: DEEPER' },
      });
    },
  );

  it('is masked when it is a GraphQL error that nobody meant to show', async () => {
    const { fetch } = breakingGateway(() => {
      throw new GraphQLError('SECRET', { extensions: { code: 'SECRET' } });
    });
    const { errors } = await answerOf(await fetch(post({ query: '{ viewer { id } }' })));
    expect(JSON.stringify(errors)).not.toContain('SECRET');
    expect(errors[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
  });
});
