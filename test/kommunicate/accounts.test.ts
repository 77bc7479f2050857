import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createAccounts, type Accounts } from '../../src/kommunicate/resilience/accounts.ts';
import { unaccepted } from '../../src/lib/rate-counters.ts';
import { createRateLimiter } from '../../src/lib/rate-limiter.ts';
import { codesOf, startTestGateway, type TestGateway } from '../support/harness.ts';

const READ = '{ user(id: "ana-ortiz") { displayName } }';
const as = (key: string) => ({ headers: { 'Api-Key': key } });

/** An account whose breaker of one endpoint is open. */
async function openCircuitOf(accounts: Accounts, apiKey: string) {
  const breaker = accounts.find(apiKey).breakers.find('/a');
  const fail = () => Promise.reject(new Error('failed'));
  for (let n = 0; n < 20; n += 1) await breaker.run(fail, () => 'failure').catch(() => undefined);
}

describe('what is remembered of Api-Keys', () => {
  const create = (options: object = {}) => createAccounts({ isUnknownEndpoint: () => false, ...options });
  const accept = (accounts: Accounts, apiKey: string) => accounts.accept(apiKey, accounts.find(apiKey));

  it('is the same for the same key, and apart for another', () => {
    const accounts = create();
    expect(accounts.find('k')).toBe(accounts.find('k'));
    expect(accounts.find('k')).not.toBe(accounts.find('l'));
  });

  it('is forgotten at once when the REST API refuses the key, unless it has accepted it before', () => {
    const accounts = create();
    const [madeUp, real] = [accounts.find('made-up'), accounts.find('real')];
    accept(accounts, 'real');
    accounts.reject('made-up');
    accounts.reject('real');
    expect(accounts.find('made-up')).not.toBe(madeUp);
    expect(accounts.find('real').breakers).toBe(real.breakers);
    expect([accounts.hasAccepted('made-up'), accounts.hasAccepted('real')]).toEqual([false, true]);
  });

  it('keeps the open circuits of an accepted key, however many made-up keys come', async () => {
    const accounts = create();
    accept(accounts, 'real');
    await openCircuitOf(accounts, 'real');
    for (let n = 0; n < 5000; n += 1) accounts.find(`made-up-${n}`);
    expect(accounts.find('real').breakers.find('/a').isOpen()).toBe(true);
    expect(accounts.isAnyOpen()).toBe(true);
  });

  it('is bounded for keys that were not answered: the oldest is forgotten first', () => {
    const accounts = create();
    const first = accounts.find('made-up-0');
    const last = accounts.find('made-up-1');
    for (let n = 2; n <= 250; n += 1) accounts.find(`made-up-${n}`);
    expect(accounts.find('made-up-1')).toBe(last);
    expect(accounts.find('made-up-0')).not.toBe(first);
  });

  it('is bounded for accepted keys: the one that was used longest ago is forgotten first', () => {
    const accounts = create({ breaker: { maxAccounts: 2 } });
    for (const key of ['a', 'b']) accept(accounts, key);
    const a = accounts.find('a');
    accept(accounts, 'c');
    expect(accounts.find('a')).toBe(a);
    expect(accounts.hasAccepted('b')).toBe(false);
  });

  it('has a budget of retries for each accepted key, and one for all others', () => {
    const accounts = create();
    for (const key of ['a', 'b']) accept(accounts, key);
    expect(accounts.find('a').retry).not.toBe(accounts.find('b').retry);
    expect(accounts.find('x').retry).toBe(accounts.find('y').retry);
    expect(accounts.find('x').retry).not.toBe(accounts.find('a').retry);
  });

  it('keeps what was known of a key when it is accepted', async () => {
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

  it('use up no retries of an accepted key while the REST API fails', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough', retry: { sleep: async () => undefined } });
    const key = gateway.emulator.apiKey;
    expect((await gateway.query(READ, as(key))).errors).toEqual([]);
    gateway.emulator.fault({ kind: 'answer', status: 503, times: 1000 });
    await times(50, (n) => gateway.query(READ, as(`made-up-${n}`)));
    const before = gateway.calls().length;
    // Ten retries for all of them together, and one more for ten calls.
    expect(before).toBeLessThanOrEqual(1 + 50 + 10 + 6);
    expect(codesOf(await gateway.query(READ, as(key)))).toEqual(['user UPSTREAM_UNAVAILABLE']);
    expect(gateway.calls()).toHaveLength(before + 3);
  });

  it('do not make the gateway forget that an endpoint fails for an accepted key', async () => {
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

describe('a rate in passthrough mode', () => {
  const rateLimit = { points: 3, seconds: 3600 };
  const leftOf = async (gateway: TestGateway, apiKey: string, document = '{ __typename }') => {
    const { status, headers } = await gateway.query(document, as(apiKey));
    return [status, /;r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]] as const;
  };

  it('counts a key from its first request, also before the REST API has accepted it', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough', rateLimit });
    const key = gateway.emulator.apiKey;
    expect(await leftOf(gateway, key)).toEqual([200, '2']);
    // One point for the request, and one for its id.
    expect(await leftOf(gateway, key, READ)).toEqual([200, '0']);
    // The REST API has accepted the key by now: what it has used counts still.
    expect(await leftOf(gateway, key)).toEqual([429, '0']);
    expect(await leftOf(gateway, 'another')).toEqual([200, '2']);
  });

  it('holds for a made-up key too', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough', rateLimit });
    for (const left of ['2', '1', '0']) expect(await leftOf(gateway, 'made-up')).toEqual([200, left]);
    expect(await leftOf(gateway, 'made-up')).toEqual([429, '0']);
  });

  it('leaves no timer for a made-up key', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const gateway = await startTestGateway({ mode: 'passthrough', rateLimit });
    await leftOf(gateway, 'made-up');
    const before = vi.getTimerCount();
    for (let n = 0; n < 200; n += 1) await leftOf(gateway, `made-up-${n}`);
    expect(vi.getTimerCount()).toBe(before);
  });

  it('is bounded for made-up keys: the one that was counted longest ago is forgotten first', async () => {
    const limiter = createRateLimiter(rateLimit, undefined);
    const take = async (key: string) => (await limiter.consume(unaccepted(key))).left;
    expect([await take('a'), await take('a'), await take('b')]).toEqual([2, 1, 2]);
    for (let n = 0; n < 999; n += 1) await take(`made-up-${n}`);
    expect([await take('b'), await take('a')]).toEqual([1, 2]);
  });
});
