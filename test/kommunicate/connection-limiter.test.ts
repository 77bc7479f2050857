import { describe, expect, it, onTestFinished } from 'vitest';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSemaphore } from '../../src/kommunicate/transport/connection-limiter.ts';
import { createHttp } from '../../src/kommunicate/transport/http.ts';
import { stopClock } from '../support/clock.ts';
import { bearer, codesOf, deferred, startTestGateway } from '../support/harness.ts';

describe('callers that wait for a connection', () => {
  /** Jobs by name: `a1` is the first of the caller `a`. */
  const setUp = (limit: number, limitPerCaller?: number) => {
    const limiter = createSemaphore({ limit, ...(limitPerCaller && { limitPerCaller }) });
    const started: string[] = [];
    const jobs = new Map<string, () => void>();
    const enter = (...names: string[]) => {
      for (const name of names) {
        const job = () => void started.push(name);
        jobs.set(name, job);
        limiter.acquire(job, name.charAt(0));
      }
    };
    const leave = (name: string) => limiter.cancel(jobs.get(name) as () => void, name.charAt(0));
    return { started, enter, leave, done: (caller: string) => limiter.release(caller) };
  };

  it('take turns, each in its own order', () => {
    const { started, enter, done } = setUp(1);
    enter('a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1');
    for (let n = 0; n < 7; n += 1) done(started.at(n)?.charAt(0) ?? '');
    expect(started).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
  });

  it('have no more than their part of what is there', () => {
    const { started, enter, done } = setUp(4, 2);
    enter('a1', 'a2', 'a3', 'a4', 'b1');
    expect(started).toEqual(['a1', 'a2', 'b1']);
    done('b');
    expect(started).toEqual(['a1', 'a2', 'b1']);
    done('a');
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('lose no turn to a job that was taken back', () => {
    const { started, enter, leave, done } = setUp(1);
    enter('a1', 'a2', 'b1', 'b2');
    expect([leave('a2'), leave('a1'), leave('b1')]).toEqual([true, false, true]);
    done('a');
    expect(started).toEqual(['a1', 'b2']);
    done('b');
    enter('c1');
    expect(started).toEqual(['a1', 'b2', 'c1']);
  });
});

describe('calls of one caller that hang', () => {
  it('use a quarter of the connections, and others’ calls go on', async () => {
    const gateway = await startTestGateway({ mode: 'service', http: { connections: 16 } });
    const { promise, resolve } = deferred();
    const read = (user: string, count: number) => {
      const pages = Array.from(
        { length: count },
        (_, n) => `p${n}: messages(first: ${n + 1}) { nodes { id } }`,
      );
      return gateway.query(`{ conversation(id: "104250001") { ${pages.join(' ')} } }`, {
        headers: bearer('AGENT', user),
      });
    };
    gateway.emulator.fault({ kind: 'delay', until: promise, endpoint: 'messageList', times: 4 });
    const slow = read('one', 40);
    await expect.poll(() => gateway.calls('messageList').length).toBe(4);
    expect(codesOf(await read('other', 1))).toEqual([]);
    expect(gateway.calls('messageList')).toHaveLength(5);
    resolve();
    expect(codesOf(await slow)).toEqual([]);
    expect(gateway.calls('messageList')).toHaveLength(41);
  });

  it('do not count against the time of those that wait behind them', async () => {
    const clock = stopClock();
    const server = createServer((_request, response) => {
      setTimeout(() => response.end('{}'), 700);
    });
    await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
    const http = createHttp({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      connections: 4,
      timeoutMs: 1000,
    });
    onTestFinished(async () => {
      await http.close();
      server.close();
    });
    const send = (callerId: string | undefined) =>
      http.send({ method: 'GET', path: '/', headers: { 'Api-Key': 'k' }, callerId });
    const calls = Promise.all([send('one'), send('one'), send('one')]);
    expect((await clock.passUntil(calls)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});
