import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createAccounts, type Accounts } from '../../src/kommunicate/resilience/accounts.ts';
import { unaccepted } from '../../src/lib/rate-counters.ts';
import { createRateLimiter } from '../../src/lib/rate-limiter.ts';
import { codesOf, startTestGateway, type TestGateway } from '../support/harness.ts';

const READ = '{ user(id: "ana-ortiz") { displayName } }';
const as = (key: string) => ({ headers: { 'Api-Key': key } });

/** Opens the circuit of one endpoint of an account. */
async function openCircuitOf(accounts: Accounts, apiKey: string) {
  const breaker = accounts.find(apiKey).breakers.find('/a');
  const fail = () => Promise.reject(new Error('failed'));
  for (let n = 0; n < 20; n += 1) await breaker.run(fail, () => 'failure').catch(() => undefined);
}

describe('the accounts', () => {
  const create = (options: object = {}) => createAccounts({ isUnknownEndpoint: () => false, ...options });
  const accept = (accounts: Accounts, apiKey: string) => accounts.accept(apiKey, accounts.find(apiKey));

  it('have one state for each key', () => {
    const accounts = create();
    expect(accounts.find('k')).toBe(accounts.find('k'));
    expect(accounts.find('k')).not.toBe(accounts.find('l'));
  });

  it('forget a rejected key at once, unless it was accepted before', () => {
    const accounts = create();
    const [madeUp, real] = [accounts.find('made-up'), accounts.find('real')];
    accept(accounts, 'real');
    accounts.reject('made-up');
    accounts.reject('real');
    expect(accounts.find('made-up')).not.toBe(madeUp);
    expect(accounts.find('real').breakers).toBe(real.breakers);
    expect([accounts.hasAccepted('made-up'), accounts.hasAccepted('real')]).toEqual([false, true]);
  });

  it('keep the open circuits of an accepted key while thousands of made-up keys arrive', async () => {
    const accounts = create();
    accept(accounts, 'real');
    await openCircuitOf(accounts, 'real');
    for (let n = 0; n < 5000; n += 1) accounts.find(`made-up-${n}`);
    expect(accounts.find('real').breakers.find('/a').isOpen()).toBe(true);
    expect(accounts.isAnyOpen()).toBe(true);
  });

  it('remember 250 keys without a response, and forget the oldest first', () => {
    const accounts = create();
    const first = accounts.find('made-up-0');
    const last = accounts.find('made-up-1');
    for (let n = 2; n <= 250; n += 1) accounts.find(`made-up-${n}`);
    expect(accounts.find('made-up-1')).toBe(last);
    expect(accounts.find('made-up-0')).not.toBe(first);
  });

  it('forget the least recently used accepted key at the limit', () => {
    const accounts = create({ breaker: { maxAccounts: 2 } });
    for (const key of ['a', 'b']) accept(accounts, key);
    const a = accounts.find('a');
    accept(accounts, 'c');
    expect(accounts.find('a')).toBe(a);
    expect(accounts.hasAccepted('b')).toBe(false);
  });

  it('have a retry budget for each accepted key, and one for all others', () => {
    const accounts = create();
    for (const key of ['a', 'b']) accept(accounts, key);
    expect(accounts.find('a').retry).not.toBe(accounts.find('b').retry);
    expect(accounts.find('x').retry).toBe(accounts.find('y').retry);
    expect(accounts.find('x').retry).not.toBe(accounts.find('a').retry);
  });

  it('keep the circuits of a key when it is accepted', async () => {
    const accounts = create();
    await openCircuitOf(accounts, 'k');
    accept(accounts, 'k');
    expect(accounts.find('k').breakers.find('/a').isOpen()).toBe(true);
  });
});

describe('made-up Api-Keys', () => {
  const times = async (count: number, query: (n: number) => Promise<unknown>) => {
    for (let n = 0; n < count; n += 1) await query(n);
  };

  it('do not use up the retry budget of an accepted key', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough', retry: { sleep: async () => undefined } });
    const key = gateway.emulator.apiKey;
    expect((await gateway.query(READ, as(key))).errors).toEqual([]);
    gateway.emulator.fault({ kind: 'answer', status: 503, times: 1000 });
    await times(50, (n) => gateway.query(READ, as(`made-up-${n}`)));
    const before = gateway.calls().length;
    // The shared budget: ten retries, and one more for every ten calls.
    expect(before).toBeLessThanOrEqual(1 + 50 + 10 + 6);
    expect(codesOf(await gateway.query(READ, as(key)))).toEqual(['user UPSTREAM_UNAVAILABLE']);
    expect(gateway.calls()).toHaveLength(before + 3);
  });

  it('do not evict the open circuit of an accepted key', async () => {
    const gateway = await startTestGateway({
      mode: 'passthrough',
      breaker: { now: () => 0, maxAccounts: 2 },
    });
    const key = gateway.emulator.apiKey;
    await gateway.query(READ, as(key));
    gateway.emulator.fault({ kind: 'answer', status: 500, times: 20 });
    await times(20, () => gateway.query(READ, as(key)));
    const before = gateway.calls().length;
    await times(20, (n) => gateway.query(READ, as(`made-up-${n}`)));
    expect(codesOf(await gateway.query(READ, as(key)))).toEqual(['user UPSTREAM_UNAVAILABLE']);
    expect(gateway.calls()).toHaveLength(before + 20);
  });
});

describe('a rate limit in passthrough mode', () => {
  const rateLimit = { points: 3, seconds: 3600 };
  const leftOf = async (gateway: TestGateway, apiKey: string, document = '{ __typename }') => {
    const { status, headers } = await gateway.query(document, as(apiKey));
    return [status, /;r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]] as const;
  };

  it('counts a key from its first request, before the REST API has accepted it', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough', rateLimit });
    const key = gateway.emulator.apiKey;
    expect(await leftOf(gateway, key)).toEqual([200, '2']);
    // One point for the request, and one for its id.
    expect(await leftOf(gateway, key, READ)).toEqual([200, '0']);
    // The key is accepted by now, and its points still count.
    expect(await leftOf(gateway, key)).toEqual([429, '0']);
    expect(await leftOf(gateway, 'another')).toEqual([200, '2']);
  });

  it('applies to a made-up key too', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough', rateLimit });
    for (const left of ['2', '1', '0']) expect(await leftOf(gateway, 'made-up')).toEqual([200, left]);
    expect(await leftOf(gateway, 'made-up')).toEqual([429, '0']);
  });

  it('keeps no timer for a made-up key', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const gateway = await startTestGateway({ mode: 'passthrough', rateLimit });
    await leftOf(gateway, 'made-up');
    const before = vi.getTimerCount();
    for (let n = 0; n < 200; n += 1) await leftOf(gateway, `made-up-${n}`);
    expect(vi.getTimerCount()).toBe(before);
  });

  it('remembers 1000 made-up keys, and forgets the oldest first', async () => {
    const limiter = createRateLimiter(rateLimit, undefined);
    const take = async (key: string) => (await limiter.consume(unaccepted(key))).left;
    expect([await take('a'), await take('a'), await take('b')]).toEqual([2, 1, 2]);
    for (let n = 0; n < 999; n += 1) await take(`made-up-${n}`);
    expect([await take('b'), await take('a')]).toEqual([1, 2]);
  });
});
