import { describe, expect, it, onTestFinished } from 'vitest';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSemaphore } from '../../src/kommunicate/transport/connection-limiter.ts';
import { createHttp } from '../../src/kommunicate/transport/http.ts';
import { stopClock } from '../support/clock.ts';
import { bearer, codesOf, deferred, startTestGateway } from '../support/harness.ts';

describe('a semaphore with several callers', () => {
  /** Jobs by name: `a1` is the first job of the caller `a`. */
  const setUp = (limit: number, limitPerCaller?: number) => {
    const semaphore = createSemaphore({ limit, ...(limitPerCaller && { limitPerCaller }) });
    const started: string[] = [];
    const jobs = new Map<string, () => void>();
    const acquire = (...names: string[]) => {
      for (const name of names) {
        const job = () => void started.push(name);
        jobs.set(name, job);
        semaphore.acquire(job, name.charAt(0));
      }
    };
    const cancel = (name: string) => semaphore.cancel(jobs.get(name) as () => void, name.charAt(0));
    return { started, acquire, cancel, release: (caller: string) => semaphore.release(caller) };
  };

  it('gives each caller its turn, and keeps the order of one caller’s jobs', () => {
    const { started, acquire, release } = setUp(1);
    acquire('a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1');
    for (let n = 0; n < 7; n += 1) release(started.at(n)?.charAt(0) ?? '');
    expect(started).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
  });

  it('runs no more than the limit of one caller', () => {
    const { started, acquire, release } = setUp(4, 2);
    acquire('a1', 'a2', 'a3', 'a4', 'b1');
    expect(started).toEqual(['a1', 'a2', 'b1']);
    release('b');
    expect(started).toEqual(['a1', 'a2', 'b1']);
    release('a');
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('skips cancelled jobs without losing a turn', () => {
    const { started, acquire, cancel, release } = setUp(1);
    acquire('a1', 'a2', 'b1', 'b2');
    expect([cancel('a2'), cancel('a1'), cancel('b1')]).toEqual([true, false, true]);
    release('a');
    expect(started).toEqual(['a1', 'b2']);
    release('b');
    acquire('c1');
    expect(started).toEqual(['a1', 'b2', 'c1']);
  });
});

describe('hanging calls of one caller', () => {
  it('use a quarter of the connections at most, so that other callers’ calls continue', async () => {
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

  it('do not start the time-out of calls that wait behind them', async () => {
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
