import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EmulatorOptions, Fault } from '../../src/emulator/index.ts';
import { start } from './start-emulator.ts';

const TOKEN = 'a-token-of-the-dashboard';
const GROUP = '104250001';

interface Received {
  readonly authentication: string | undefined;
  readonly body: any;
}

/** Starts a receiver of webhooks, and an emulator that sends them to it. */
async function startWithReceiver(status = 200, options: EmulatorOptions = {}) {
  const received: Received[] = [];
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const body: unknown = JSON.parse(Buffer.concat(await request.toArray()).toString());
    received.push({ authentication: request.headers.authentication as string | undefined, body });
    response.writeHead(status).end('{"status":"ok"}');
  };
  const receiver = createServer((request, response) => void receive(request, response));
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  onTestFinished(() => void receiver.close());
  const webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
  const started = await start({ webhookUrl, webhookToken: TOKEN, ...options });
  const { emulator } = started;
  const write = (message: string, fields: object = {}) =>
    emulator.change('messages', { groupId: GROUP, fromUserName: 'ana-ortiz', message, ...fields });
  return { ...started, received, write, texts: () => received.map(({ body }) => body.message as string) };
}

describe('webhooks of the emulator', () => {
  it('have the documented payload and the token, for messages of customers and of the REST API', async () => {
    const { call, emulator, received, write } = await startWithReceiver();
    write('Where is my parcel?', { metadata: { k: 'v' } });
    const reply = { groupId: GROUP, fromUserName: 'mira.patel@hearth.example', message: 'Here it is.' };
    const { response } = (await call('/rest/ws/message/v2/send', reply)).json();
    await emulator.webhooksSent();
    expect(received.map(({ authentication }) => authentication)).toEqual(
      Array(2).fill(`Basic ${Buffer.from(TOKEN).toString('base64')}`),
    );
    expect(received[0]?.body).toEqual({
      key: emulator.messages[0]?.key,
      from: 'ana-ortiz',
      groupId: 104250001,
      clientGroupId: GROUP,
      groupName: 'Oak table · Ana Ortiz',
      message: 'Where is my parcel?',
      timeStamp: emulator.messages[0]?.createdAtTime,
      receiverConnected: true,
      receiverLastSeenAtTime: expect.any(Number),
      metadata: { k: 'v' },
    });
    expect(received[1]?.body).toMatchObject({ key: response.messageKey, from: reply.fromUserName });
  });

  it('arrive in the order of the messages, one by one', async () => {
    const { emulator, texts, write } = await startWithReceiver();
    const messages = Array.from({ length: 20 }, (_, index) => `message ${index}`);
    for (const message of messages) write(message);
    await emulator.webhooksSent();
    expect(texts()).toEqual(messages);
  });

  it.each<readonly [Fault, readonly string[]]>([
    [{ kind: 'drop' }, ['2', '3', '4']],
    [{ kind: 'double' }, ['1', '1', '2', '3', '4']],
    [{ kind: 'swap' }, ['2', '1', '3', '4']],
    [{ kind: 'late' }, ['2', '3', '4', '1']],
    [{ kind: 'late', after: 2, times: 2 }, ['3', '1', '4', '2']],
    [{ kind: 'drop', times: 3 }, ['4']],
  ])('follow a fault: %j', async (fault, expected) => {
    const { emulator, texts, write } = await startWithReceiver();
    emulator.fault(fault);
    for (const message of ['1', '2', '3', '4']) write(message);
    await emulator.webhooksSent();
    expect(texts()).toEqual(expected);
    expect(emulator.messages).toHaveLength(4);
  });

  it('with a wrong token have another one', async () => {
    const { emulator, received, write } = await startWithReceiver();
    emulator.fault({ kind: 'wrong-token' });
    write('1');
    write('2');
    await emulator.webhooksSent();
    const right = `Basic ${Buffer.from(TOKEN).toString('base64')}`;
    expect(received.map(({ authentication }) => authentication === right)).toEqual([false, true]);
  });

  it('that are held back are sent on request', async () => {
    const { call, emulator, texts, write } = await startWithReceiver();
    emulator.fault({ kind: 'late', times: 2 });
    write('1');
    write('2');
    await emulator.webhooksSent();
    expect(texts()).toEqual([]);
    expect(emulator.webhooks.map(({ state }) => state)).toEqual(['held', 'held']);
    await call('/__emulator/webhooks', '');
    await emulator.webhooksSent();
    expect(texts()).toEqual(['1', '2']);
  });

  it('are listed with what came back, and are not repeated', async () => {
    const { call, emulator, received, write } = await startWithReceiver(503);
    write('1');
    emulator.fault({ kind: 'drop' });
    write('2');
    await emulator.webhooksSent();
    const keys = emulator.messages.map(({ key }) => key);
    const list = (await call('/__emulator/webhooks', undefined, { method: 'GET' })).json();
    expect(list).toEqual([
      { key: keys[0], groupId: GROUP, state: 'sent', status: 503, response: '{"status":"ok"}' },
      { key: keys[1], groupId: GROUP, state: 'dropped', fault: 'drop' },
    ]);
    expect(received).toHaveLength(1);
    await call('/__emulator/reset', '');
    expect(emulator.webhooks).toEqual([]);
  });

  it('are dropped, the oldest first, when too many wait', async () => {
    const { emulator, texts, write } = await startWithReceiver(200, { maxCalls: 2 });
    for (const message of ['1', '2', '3', '4', '5']) write(message);
    await emulator.webhooksSent();
    expect(texts()).toEqual(['1', '4', '5']);
    expect(emulator.webhooks.map(({ state }) => state)).toEqual(['sent', 'sent']);
  });

  it('fail at an address without a server, and the next ones go on', async () => {
    const { emulator, texts, write } = await startWithReceiver();
    emulator.sendWebhooksTo({ url: 'http://127.0.0.1:1/' });
    write('1');
    await emulator.webhooksSent();
    expect(emulator.webhooks).toMatchObject([{ state: 'failed', error: 'ECONNREFUSED' }]);
    emulator.sendWebhooksTo(undefined);
    write('2');
    expect(emulator.webhooks).toHaveLength(1);
    expect(texts()).toEqual([]);
  });

  it('do not delay the end of the emulator', async () => {
    const silent = createServer(() => undefined);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const { emulator } = await start({
      webhookUrl: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    });
    const request = once(silent, 'request');
    emulator.change('messages', { groupId: GROUP, fromUserName: 'ana-ortiz', message: 'Hi' });
    await request;
    const sent = emulator.webhooksSent();
    await emulator.close();
    await sent;
    expect(emulator.webhooks).toEqual([]);
  });
});

describe('messages that are visible late', () => {
  it('are stored, and not listed by the next reads of their conversation', async () => {
    const { call, emulator, write } = await startWithReceiver();
    const newest = async (groupId = GROUP) => {
      const path = `/rest/ws/message/list?groupId=${groupId}&pageSize=1`;
      return (await call(path, undefined, { method: 'GET' })).json().message[0].message as string;
    };
    emulator.fault({ endpoint: 'messageList', kind: 'visible-late', reads: 2 });
    write('late');
    await newest('104250002');
    expect([await newest(), await newest()]).not.toContain('late');
    expect(await newest()).toBe('late');
    await emulator.webhooksSent();
    expect(emulator.webhooks).toMatchObject([{ state: 'sent' }]);
  });
});

describe('faults of webhooks over HTTP', () => {
  it.each([
    [{ kind: 'drop', endpoint: 'messageSend' }, 'endpoint: drop is for webhooks, which have no endpoint'],
    [{ kind: 'visible-late', endpoint: 'messageSend' }, 'endpoint: visible-late is for messageList'],
    [{ kind: 'late', after: 0 }, 'after: must be a whole number from 1 to 1000000'],
    [{ kind: 'late', ms: 5 }, 'ms: is not a field of late'],
  ])('are rejected with what is wrong: %j', async (fault, problem) => {
    const { call } = await start();
    const { status, json } = await call('/__emulator/faults', fault);
    expect([status, json()]).toEqual([400, { problems: [problem] }]);
  });

  it('do not apply to calls', async () => {
    const { call, detail } = await start();
    await call('/__emulator/faults', [{ kind: 'drop' }, { kind: 'visible-late' }]);
    expect(await detail('ana-ortiz')).toMatchObject({ status: 'success' });
    const pending = (await call('/__emulator/faults', undefined, { method: 'GET' })).json();
    expect(pending).toHaveLength(2);
  });
});
