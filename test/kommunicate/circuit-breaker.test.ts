import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import {
  createBreaker,
  type BreakerOptions,
  type Outcome,
} from '../../src/kommunicate/resilience/circuit-breaker.ts';
import { createBreakers } from '../../src/kommunicate/resilience/circuit-breakers.ts';
import { classifyOutcome } from '../../src/kommunicate/wire/response.ts';
import { HttpFailure } from '../../src/kommunicate/transport/http.ts';
import { codesOf, deferred, startTestGateway, type TestGateway } from '../support/harness.ts';

/** A breaker whose time is the test's, and whose calls end as they are told to. */
function setUp(options: BreakerOptions = {}) {
  const clock = { now: 0 };
  const changes: string[] = [];
  const breaker = createBreaker({
    now: () => clock.now,
    onChange: (state) => changes.push(state),
    ...options,
  });
  let calls = 0;
  /** Makes calls of one health, and says what became of the last. */
  const run = async (health: Outcome, times = 1) => {
    let outcome: unknown;
    for (let n = 0; n < times; n += 1) {
      const call = async () => {
        calls += 1;
        if (health !== 'well') throw new Error(health);
        return 'done';
      };
      outcome = await breaker
        .run(call, (error) => (error as Error).message as Outcome)
        .catch((error: unknown) => (error instanceof Error ? error.message : error));
    }
    return outcome;
  };
  const made = () => calls;
  return { breaker, run, clock, changes, made };
}

describe('a breaker', () => {
  it('opens at twenty calls of which half have failed, and not before', async () => {
    const { run, made, changes } = setUp();
    await run('well', 10);
    await run('failed', 9);
    expect(await run('well')).toBe('done');
    // 20 calls, 9 failures.
    await run('failed', 1);
    expect(changes).toEqual([]);
    await run('failed', 1);
    // 22 calls, 11 failures.
    expect(changes).toEqual(['open']);
    expect(await run('well')).toBe('not before 5000 ms');
    expect(made()).toBe(22);
  });

  it('says nothing of fewer than twenty calls, though all have failed', async () => {
    const { run, changes } = setUp();
    await run('failed', 19);
    expect(changes).toEqual([]);
    await run('failed');
    expect(changes).toEqual(['open']);
  });

  it('does not count those who did not wait for an answer', async () => {
    const { run, changes } = setUp();
    await run('unknown', 100);
    await run('failed', 19);
    expect(changes).toEqual([]);
    await run('failed');
    expect(changes).toEqual(['open']);
  });

  it('forgets what is older than ten seconds', async () => {
    const { run, clock, changes } = setUp();
    await run('failed', 19);
    clock.now = 10_000;
    await run('failed', 19);
    expect(changes).toEqual([]);
    clock.now = 19_999;
    await run('failed');
    expect(changes).toEqual(['open']);
  });

  it('remembers a call for longer that took longer, so that those that hang come to be enough', async () => {
    const { breaker, clock, changes } = setUp();
    const hang = async () => {
      const { promise, reject } = deferred();
      const eight = Array.from({ length: 8 }, () =>
        breaker.run(
          () => promise,
          () => 'failed',
        ),
      );
      clock.now += 5000;
      reject(new Error('timeout'));
      await Promise.allSettled(eight);
    };
    await hang();
    await hang();
    expect(changes).toEqual([]);
    await hang();
    expect(changes).toEqual(['open']);
  });

  it('does not take the end of an old probe for that of the next', async () => {
    const { breaker, run, clock, changes } = setUp();
    await run('failed', 20);
    clock.now = 5000;
    const { promise, resolve } = deferred();
    const old = breaker.run(
      () => promise,
      () => 'failed',
    );
    clock.now = 15_000;
    await run('failed');
    resolve();
    await old;
    expect(changes).toEqual(['open']);
    expect(await run('well')).toBe('not before 15000 ms');
  });

  it('is closed by a probe that is well, and begins to count anew', async () => {
    const { run, clock, changes } = setUp();
    await run('failed', 20);
    clock.now = 4999.5;
    expect(await run('well')).toBe('not before 1 ms');
    clock.now = 5000;
    expect(await run('well')).toBe('done');
    await run('failed', 19);
    expect(changes).toEqual(['open', 'closed']);
    await run('failed');
    expect(changes).toEqual(['open', 'closed', 'open']);
  });

  it('waits longer after each probe that fails, and at most fifteen seconds', async () => {
    const { run, clock, breaker } = setUp();
    await run('failed', 20);
    const waits: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      const since = clock.now;
      while (breaker.isOpen()) clock.now += 100;
      waits.push(clock.now - since);
      expect(await run('failed')).toBe('failed');
    }
    expect(waits).toEqual([5000, 10_000, 15_000, 15_000]);
  });

  it('probes with one call at a time', async () => {
    const { breaker, run, clock, made } = setUp();
    await run('failed', 20);
    clock.now = 5000;
    const { promise, resolve } = deferred();
    const probe = breaker.run(
      () => promise,
      () => 'failed',
    );
    expect(await run('well')).toBe('not before 10000 ms');
    resolve();
    await probe;
    expect(await run('well')).toBe('done');
    expect(made()).toBe(21);
  });

  it('probes again at once where the one who did has left', async () => {
    const { run, clock } = setUp();
    await run('failed', 20);
    clock.now = 5000;
    expect(await run('unknown')).toBe('unknown');
    expect(await run('failed')).toBe('failed');
    expect(await run('well')).toBe('not before 10000 ms');
  });

  it('learns nothing from calls that left before it opened', async () => {
    const { breaker, run, clock, changes } = setUp();
    const late = [deferred(), deferred()];
    const ended = late.map(({ promise }) =>
      breaker.run(
        () => promise,
        () => 'failed',
      ),
    );
    await run('failed', 20);
    late[0]?.resolve();
    await ended[0];
    expect(changes).toEqual(['open']);
    clock.now = 5000;
    await run('well');
    late[1]?.reject(new Error('late'));
    await expect(ended[1]).rejects.toThrow('late');
    await run('failed', 19);
    expect(changes).toEqual(['open', 'closed']);
  });
});

describe('the breakers of an account', () => {
  it('are one for each endpoint', () => {
    const breakers = createBreakers();
    expect(breakers.find('/a')).toBe(breakers.find('/a'));
    expect(breakers.find('/a')).not.toBe(breakers.find('/b'));
  });
});

describe('an endpoint that fails', () => {
  const READ = '{ user(id: "ana-ortiz") { displayName } }';
  const SEND =
    'mutation { sendMessage(input: { conversationId: "104250001", text: "x" }) { message { id } } }';
  const times = async (count: number, query: () => Promise<unknown>) => {
    for (let n = 0; n < count; n += 1) await query();
  };
  const start = (now: () => number = () => 0) => startTestGateway({ breaker: { now } });
  const ready = async ({ fetch }: TestGateway) => {
    const response = await fetch(new Request('http://gateway/ready'));
    return [response.status, await response.json()] as const;
  };

  it('is left alone, and says when there is a chance again', async () => {
    const gateway = await start();
    gateway.emulator.fault({ kind: 'answer', status: 500, times: 20 });
    await times(20, () => gateway.query(READ));
    const answer = await gateway.query(READ);
    expect(answer.status).toBe(200);
    expect(answer.errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'UPSTREAM_UNAVAILABLE', retryable: true, retryAfterMs: 5000 },
    ]);
    expect(gateway.calls()).toHaveLength(20);
    expect(await ready(gateway)).toEqual([200, { status: 'degraded', degraded: ['upstream'] }]);
  });

  it('is not repeated where it is left alone, and leaves the other endpoints as they are', async () => {
    const gateway = await startTestGateway({ breaker: { now: () => 0 }, retry: { baseMs: 1 } });
    gateway.emulator.fault({ kind: 'answer', status: 500, endpoint: 'messageSend', times: 20 });
    await times(20, () => gateway.query(SEND));
    expect(codesOf(await gateway.query(SEND))).toEqual(['sendMessage UPSTREAM_UNAVAILABLE']);
    expect(gateway.calls('messageSend')).toHaveLength(20);
    expect((await gateway.query(READ)).errors).toEqual([]);
  });

  it('is found to be well by one call, for everybody', async () => {
    const clock = { now: 0 };
    const gateway = await start(() => clock.now);
    gateway.emulator.fault({ kind: 'answer', status: 500, times: 20 });
    await times(20, () => gateway.query(READ));
    clock.now = 5000;
    expect((await gateway.query(READ)).data.user.displayName).toBe('Ana Ortiz');
    expect(await ready(gateway)).toEqual([200, { status: 'ok' }]);
    expect((await gateway.query(READ)).errors).toEqual([]);
  });

  it.each([
    ['refuses the key', { kind: 'answer', status: 401 }],
    ['forbids', { kind: 'answer', status: 403 }],
    ['asks for fewer calls', { kind: 'answer', status: 429 }],
    ['refuses what is asked', { kind: 'error-envelope', errorCode: 'AL-X-01' }],
    ['knows nobody', { kind: 'error-envelope', errorCode: 'AL-U-01' }],
  ] as const)('is not one that %s', async (_case, fault) => {
    const gateway = await start();
    gateway.emulator.fault({ ...fault, times: 30 });
    await times(30, () => gateway.query(READ));
    await times(30, () => gateway.query(SEND));
    expect(gateway.calls()).toHaveLength(60);
  });

  it.each([
    ['breaks the connection', { kind: 'reset', applied: false }],
    ['answers with a page', { kind: 'html' }],
    ['answers in another shape', { kind: 'answer', status: 200, body: '{"a":1}' }],
    ['breaks off', { kind: 'truncated' }],
  ] as const)('is one that %s', async (_case, fault) => {
    for (const document of [READ, SEND]) {
      const gateway = await start();
      gateway.emulator.fault({ ...fault, times: 30 });
      await times(30, () => gateway.query(document));
      expect(gateway.calls()).toHaveLength(20);
    }
  });

  it('is not one that callers do not wait for', async () => {
    const gateway = await start();
    gateway.emulator.fault({ kind: 'delay', until: new Promise(() => undefined), times: 30 });
    for (let n = 1; n <= 30; n += 1) {
      const leaving = new AbortController();
      const answer = gateway.query(READ, { signal: leaving.signal }).catch(() => undefined);
      await expect.poll(() => gateway.calls().length, { interval: 1 }).toBe(n);
      leaving.abort();
      await answer;
    }
    expect((await gateway.query(READ)).errors).toEqual([]);
  });

  it('is not one for whose answer there was no time', () => {
    expect(classifyOutcome(new HttpFailure('deadline-exceeded', true))).toBe('unknown');
    expect(classifyOutcome(new HttpFailure('pool-timeout', false))).toBe('unknown');
    expect(classifyOutcome(new HttpFailure('timeout', true))).toBe('failed');
    expect(classifyOutcome(new GatewayError('DEADLINE_EXCEEDED'))).toBe('unknown');
  });

  it('is nobody else’s, who has another key', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough', breaker: { now: () => 0 } });
    gateway.emulator.fault({ kind: 'answer', status: 500, times: 20 });
    const as = (key: string) => ({ headers: { 'Api-Key': key } });
    await times(20, () => gateway.query(READ, as('another')));
    expect(codesOf(await gateway.query(READ, as('another')))).toEqual(['user UPSTREAM_UNAVAILABLE']);
    expect((await gateway.query(READ, as(gateway.emulator.apiKey))).errors).toEqual([]);
  });
});
