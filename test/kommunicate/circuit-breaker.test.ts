import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import {
  createBreaker,
  type BreakerOptions,
  type Outcome,
} from '../../src/kommunicate/resilience/circuit-breaker.ts';
import { createBreakers } from '../../src/kommunicate/resilience/circuit-breakers.ts';
import { classifyOutcome } from '../../src/kommunicate/resilience/failure-policy.ts';
import { HttpFailure } from '../../src/kommunicate/transport/http.ts';
import { codesOf, deferred, startTestGateway, type TestGateway } from '../support/harness.ts';

/** Creates a breaker whose clock and outcomes the test controls. */
function setUp(options: BreakerOptions = {}) {
  const clock = { now: 0 };
  const changes: string[] = [];
  const breaker = createBreaker({
    now: () => clock.now,
    onChange: (state) => changes.push(state),
    ...options,
  });
  let calls = 0;
  /** Makes calls with one outcome. Returns the result or the error message of the last one. */
  const run = async (outcomeOfCall: Outcome, times = 1) => {
    let last: unknown;
    for (let n = 0; n < times; n += 1) {
      const call = async () => {
        calls += 1;
        if (outcomeOfCall !== 'success') throw new Error(outcomeOfCall);
        return 'done';
      };
      last = await breaker
        .run(call, (error) => (error as Error).message as Outcome)
        .catch((error: unknown) => (error instanceof Error ? error.message : error));
    }
    return last;
  };
  const made = () => calls;
  return { breaker, run, clock, changes, made };
}

describe('a circuit breaker', () => {
  it('opens when half of at least twenty calls have failed', async () => {
    const { run, made, changes } = setUp();
    await run('success', 10);
    await run('failure', 9);
    expect(await run('success')).toBe('done');
    // 20 calls, 9 failures.
    await run('failure', 1);
    expect(changes).toEqual([]);
    await run('failure', 1);
    // 22 calls, 11 failures.
    expect(changes).toEqual(['open']);
    expect(await run('success')).toBe('the circuit is open for 5000 ms');
    expect(made()).toBe(22);
  });

  it('stays closed below twenty calls, even if all have failed', async () => {
    const { run, changes } = setUp();
    await run('failure', 19);
    expect(changes).toEqual([]);
    await run('failure');
    expect(changes).toEqual(['open']);
  });

  it('does not count ignored calls', async () => {
    const { run, changes } = setUp();
    await run('ignored', 100);
    await run('failure', 19);
    expect(changes).toEqual([]);
    await run('failure');
    expect(changes).toEqual(['open']);
  });

  it('forgets calls after ten seconds', async () => {
    const { run, clock, changes } = setUp();
    await run('failure', 19);
    clock.now = 10_000;
    await run('failure', 19);
    expect(changes).toEqual([]);
    clock.now = 19_999;
    await run('failure');
    expect(changes).toEqual(['open']);
  });

  it('keeps slow calls in the window for longer, so that hanging calls can open it', async () => {
    const { breaker, clock, changes } = setUp();
    const hang = async () => {
      const { promise, reject } = deferred();
      const eight = Array.from({ length: 8 }, () =>
        breaker.run(
          () => promise,
          () => 'failure',
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

  it('ignores the end of an old probe while a later one decides', async () => {
    const { breaker, run, clock, changes } = setUp();
    await run('failure', 20);
    clock.now = 5000;
    const { promise, resolve } = deferred();
    const old = breaker.run(
      () => promise,
      () => 'failure',
    );
    clock.now = 15_000;
    await run('failure');
    resolve();
    await old;
    expect(changes).toEqual(['open']);
    expect(await run('success')).toBe('the circuit is open for 15000 ms');
  });

  it('closes after a successful probe, and starts with an empty window', async () => {
    const { run, clock, changes } = setUp();
    await run('failure', 20);
    clock.now = 4999.5;
    expect(await run('success')).toBe('the circuit is open for 1 ms');
    clock.now = 5000;
    expect(await run('success')).toBe('done');
    await run('failure', 19);
    expect(changes).toEqual(['open', 'closed']);
    await run('failure');
    expect(changes).toEqual(['open', 'closed', 'open']);
  });

  it('doubles the wait after each failed probe, up to fifteen seconds', async () => {
    const { run, clock, breaker } = setUp();
    await run('failure', 20);
    const waits: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      const since = clock.now;
      while (breaker.isOpen()) clock.now += 100;
      waits.push(clock.now - since);
      expect(await run('failure')).toBe('failure');
    }
    expect(waits).toEqual([5000, 10_000, 15_000, 15_000]);
  });

  it('lets one probe through at a time', async () => {
    const { breaker, run, clock, made } = setUp();
    await run('failure', 20);
    clock.now = 5000;
    const { promise, resolve } = deferred();
    const probe = breaker.run(
      () => promise,
      () => 'failure',
    );
    expect(await run('success')).toBe('the circuit is open for 10000 ms');
    resolve();
    await probe;
    expect(await run('success')).toBe('done');
    expect(made()).toBe(21);
  });

  it('lets the next call probe at once if the probe was ignored', async () => {
    const { run, clock } = setUp();
    await run('failure', 20);
    clock.now = 5000;
    expect(await run('ignored')).toBe('ignored');
    expect(await run('failure')).toBe('failure');
    expect(await run('success')).toBe('the circuit is open for 10000 ms');
  });

  it('ignores calls that started before it opened', async () => {
    const { breaker, run, clock, changes } = setUp();
    const late = [deferred(), deferred()];
    const ended = late.map(({ promise }) =>
      breaker.run(
        () => promise,
        () => 'failure',
      ),
    );
    await run('failure', 20);
    late[0]?.resolve();
    await ended[0];
    expect(changes).toEqual(['open']);
    clock.now = 5000;
    await run('success');
    late[1]?.reject(new Error('late'));
    await expect(ended[1]).rejects.toThrow('late');
    await run('failure', 19);
    expect(changes).toEqual(['open', 'closed']);
  });
});

describe('the circuit breakers of an account', () => {
  it('have one breaker for each endpoint', () => {
    const breakers = createBreakers();
    expect(breakers.find('/a')).toBe(breakers.find('/a'));
    expect(breakers.find('/a')).not.toBe(breakers.find('/b'));
  });
});

describe('a failing endpoint', () => {
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

  it('opens the circuit, and errors say when to retry', async () => {
    const gateway = await start();
    gateway.emulator.fault({ kind: 'answer', status: 500, times: 20 });
    await times(20, () => gateway.query(READ));
    const response = await gateway.query(READ);
    expect(response.status).toBe(200);
    expect(response.errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'UPSTREAM_UNAVAILABLE', retryable: true, retryAfterMs: 5000 },
    ]);
    expect(gateway.calls()).toHaveLength(20);
    expect(await ready(gateway)).toMatchObject([200, { status: 'degraded', degraded: ['upstream'] }]);
  });

  it('is not retried while its circuit is open, and other endpoints still work', async () => {
    const gateway = await startTestGateway({ breaker: { now: () => 0 }, retry: { baseMs: 1 } });
    gateway.emulator.fault({ kind: 'answer', status: 500, endpoint: 'messageSend', times: 20 });
    await times(20, () => gateway.query(SEND));
    expect(codesOf(await gateway.query(SEND))).toEqual(['sendMessage UPSTREAM_UNAVAILABLE']);
    expect(gateway.calls('messageSend')).toHaveLength(20);
    expect((await gateway.query(READ)).errors).toEqual([]);
  });

  it('closes its circuit for all callers after one successful probe', async () => {
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
    ['rejects the key', { kind: 'answer', status: 401 }],
    ['returns 403', { kind: 'answer', status: 403 }],
    ['returns 429', { kind: 'answer', status: 429 }],
    ['rejects the call', { kind: 'error-envelope', errorCode: 'AL-X-01' }],
    ['has no such user', { kind: 'error-envelope', errorCode: 'AL-U-01' }],
  ] as const)('does not include one that %s', async (_case, fault) => {
    const gateway = await start();
    gateway.emulator.fault({ ...fault, times: 30 });
    await times(30, () => gateway.query(READ));
    await times(30, () => gateway.query(SEND));
    expect(gateway.calls()).toHaveLength(60);
  });

  it.each([
    ['resets the connection', { kind: 'reset', applied: false }],
    ['returns an HTML page', { kind: 'html' }],
    ['returns an unknown shape', { kind: 'answer', status: 200, body: '{"a":1}' }],
    ['cuts the response off', { kind: 'truncated' }],
  ] as const)('includes one that %s', async (_case, fault) => {
    for (const document of [READ, SEND]) {
      const gateway = await start();
      gateway.emulator.fault({ ...fault, times: 30 });
      await times(30, () => gateway.query(document));
      expect(gateway.calls()).toHaveLength(20);
    }
  });

  it('does not include one whose callers disconnect', async () => {
    const gateway = await start();
    gateway.emulator.fault({ kind: 'delay', until: new Promise(() => undefined), times: 30 });
    for (let n = 1; n <= 30; n += 1) {
      const client = new AbortController();
      const response = gateway.query(READ, { signal: client.signal }).catch(() => undefined);
      await expect.poll(() => gateway.calls().length, { interval: 1 }).toBe(n);
      client.abort();
      await response;
    }
    expect((await gateway.query(READ)).errors).toEqual([]);
  });

  it('does not include calls that ran out of their own time', () => {
    expect(classifyOutcome(new HttpFailure('deadline-exceeded', true))).toBe('ignored');
    expect(classifyOutcome(new HttpFailure('pool-timeout', false))).toBe('ignored');
    expect(classifyOutcome(new HttpFailure('timeout', true))).toBe('failure');
    expect(classifyOutcome(new GatewayError('DEADLINE_EXCEEDED'))).toBe('ignored');
  });

  it('has an open circuit only for the failing Api-Key', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough', breaker: { now: () => 0 } });
    gateway.emulator.fault({ kind: 'answer', status: 500, times: 20 });
    const as = (key: string) => ({ headers: { 'Api-Key': key } });
    await times(20, () => gateway.query(READ, as('another')));
    expect(codesOf(await gateway.query(READ, as('another')))).toEqual(['user UPSTREAM_UNAVAILABLE']);
    expect((await gateway.query(READ, as(gateway.emulator.apiKey))).errors).toEqual([]);
  });
});
