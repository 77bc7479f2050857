import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatchers } from '../../src/batching/batchers.ts';
import { createLoadScope, type LoadScope } from '../../src/batching/load-scope.ts';
import { GatewayError } from '../../src/errors.ts';
import type { CallOptions, KommunicateClient } from '../../src/kommunicate/client.ts';
import { rejectedRequest } from '../../src/kommunicate/wire/response.ts';
import type { UserRecord } from '../../src/kommunicate/types.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { cancellationOf } from '../support/harness.ts';

/*
 * Compares the batcher with a model: after any steps in any order, each load has its own value or error. The test
 * controls the ticks of the event loop and the responses of the REST API.
 */

const MAX_BATCH_SIZE = 3;
const MAX_IN_FLIGHT = 2;
const ACCOUNTS = ['a', 'b'] as const;
const KEYS = 5;

type Account = (typeof ACCOUNTS)[number];

type Step =
  | { do: 'load'; account: Account; keys: readonly number[]; request: number }
  | { do: 'tick' }
  | {
      do: 'respond';
      call: number;
      how: 'complete' | 'reversed' | 'repeated' | 'unrequested' | 'late' | 'garbled';
    }
  | { do: 'begin'; account: Account; key: number }
  | { do: 'apply'; write: number }
  | { do: 'end'; write: number }
  | { do: 'write'; account: Account; key: number; request: number }
  | { do: 'cancel'; request: number };

/** A call of the REST API. */
interface Call {
  readonly account: string;
  readonly keys: readonly string[];
  /** Versions of the keys when the call was sent: the response must not be older. */
  readonly seen: ReadonlyMap<string, number>;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (users: readonly UserRecord[]) => void;
  readonly reject: (error: Error) => void;
  /** Keys that were written since the call was sent, or are being written. */
  readonly stale: Set<string>;
  isOpen: boolean;
}

interface Load {
  readonly account: string;
  readonly key: string;
  readonly request: number;
  /** The minimum version that it must see. */
  readonly floor: number;
  outcome: { value: UserRecord | null } | { error: unknown } | undefined;
}

const nameOf = (account: string, key: string, version: number) => `${account}/${key}/${version}`;
const isRejected = (key: string) => key.endsWith('-3');
const isMissing = (key: string) => key.endsWith('-4');
const nextTick = () => new Promise((resolve) => setImmediate(resolve));

class Model {
  readonly scheduledTicks: (() => void)[] = [];
  readonly calls: Call[] = [];
  readonly loads: Load[] = [];
  readonly versions = new Map<string, number>();
  readonly ended = new Map<string, number>();
  readonly writes: {
    account: string;
    key: string;
    end: () => void;
    isApplied: boolean;
    hasEnded: boolean;
  }[] = [];
  readonly cancelled = new Set<number>();
  readonly controllers: AbortController[] = [];
  readonly scopes = new Map<string, LoadScope>();
  /** Keys of failed calls, each with the kind of failure. */
  readonly failed = new Set<string>();
  /** Violated rules. */
  readonly broken: string[] = [];
  /** Loads during a call that was sent before a write of their key ended. */
  risks = 0;
  /** Calls of a loader that shares nothing between requests. */
  readonly unshared = new Map<string, Set<string>>();
  tick = 0;
  readonly isQuiet: boolean;
  readonly find;

  constructor(isQuiet: boolean) {
    this.isQuiet = isQuiet;
    const client = { getUsers: (keys: readonly string[], options: CallOptions) => this.call(keys, options) };
    this.find = createBatchers({
      client: client as unknown as KommunicateClient,
      maxBatchSize: MAX_BATCH_SIZE,
      maxBatchesInFlight: MAX_IN_FLIGHT,
      requestTimeoutMs: 10_000,
      logger: silentLogger,
      scheduleTick: (run) => this.scheduledTicks.push(run),
      now: () => this.tick,
    });
  }

  batcher(account: string) {
    return this.find(account).users({ mustShare: true });
  }

  scopeOf(account: string, index: number): LoadScope {
    const controller = (this.controllers[index] ??= new AbortController());
    const name = `${account}${index}`;
    const known =
      this.scopes.get(name) ?? createLoadScope({ cancellation: cancellationOf(controller.signal) });
    this.scopes.set(name, known);
    return known;
  }

  call(keys: readonly string[], { apiKey, signal, beforeCall }: CallOptions): Promise<readonly UserRecord[]> {
    beforeCall?.();
    const open = this.calls.filter((call) => call.isOpen && call.account === apiKey);
    const rules = {
      'a call has keys, within the limit': keys.length > 0 && keys.length <= MAX_BATCH_SIZE,
      'no key is in a call twice': new Set(keys).size === keys.length,
      'no call carries keys of two accounts': keys.every((key) => key.startsWith(`${apiKey}-`)),
      'the number of calls in flight is within the limit': open.length < MAX_IN_FLIGHT,
      'no key is in two calls at once, except after a write': open.every((other) =>
        keys.every((key) => !other.keys.includes(key) || other.stale.has(key)),
      ),
    };
    // Collected, not thrown: an error here would be one more failed call.
    for (const [rule, holds] of Object.entries(rules)) if (!holds) this.broken.push(rule);
    const seen = new Map(keys.map((key) => [key, this.versions.get(key) ?? 0]));
    const writing = this.writes.filter(({ hasEnded }) => !hasEnded).map(({ key }) => key);
    return new Promise((resolve, reject) => {
      const call = {
        account: apiKey,
        keys,
        seen,
        signal,
        resolve,
        reject,
        stale: new Set(writing),
        isOpen: true,
      };
      signal?.addEventListener('abort', () => {
        call.isOpen = false;
        reject(signal.reason as Error);
      });
      this.calls.push(call);
    });
  }

  async step(step: Step): Promise<void> {
    switch (step.do) {
      case 'load':
        return this.load(step.account, step.keys, step.request);
      case 'tick':
        return this.runTick();
      case 'respond': {
        const open = this.calls.filter(({ isOpen }) => isOpen);
        const call = open[step.call % open.length];
        if (call) await this.respond(call, step.how);
        return;
      }
      case 'cancel':
        this.cancelled.add(step.request);
        (this.controllers[step.request] ??= new AbortController()).abort(
          new Error(`request ${step.request} is cancelled`),
        );
        return nextTick() as Promise<void>;
      case 'begin': {
        if (this.isQuiet) return;
        const key = `${step.account}-${step.key}`;
        const end = this.batcher(step.account).beginWrite(key);
        this.writes.push({ account: step.account, key, end, isApplied: false, hasEnded: false });
        this.markStale(key);
        return;
      }
      case 'apply': {
        const write = this.writes[step.write % this.writes.length];
        if (write && !write.hasEnded) this.apply(write);
        return;
      }
      case 'end': {
        const write = this.writes[step.write % this.writes.length];
        if (write) this.end(write);
        return;
      }
      case 'write': {
        // A write that also writes a key which it does not name.
        if (this.isQuiet) return;
        const key = `${step.account}-${step.key}`;
        this.versions.set(key, (this.versions.get(key) ?? 0) + 1);
        this.scopeOf(step.account, step.request).hasWritten = true;
        return;
      }
    }
  }

  load(account: Account, numbers: readonly number[], index: number): void {
    const keys = numbers
      .map((number) => `${account}-${number}`)
      .filter((key) => !this.isQuiet || !isRejected(key));
    const scope = this.scopeOf(account, index);
    const loads = keys.map((key): Load => {
      // A request that has written must see the current version.
      const floor = scope.hasWritten ? this.versions.get(key) : this.ended.get(key);
      if (this.calls.some((call) => call.isOpen && call.keys.includes(key) && call.stale.has(key)))
        this.risks += 1;
      if (scope.hasWritten) this.markStale(key);
      return { account, key, request: index, floor: floor ?? 0, outcome: undefined };
    });
    this.loads.push(...loads);
    for (const [at, loading] of this.batcher(account).loadMany(keys, scope).entries()) {
      const load = loads[at] as Load;
      loading.then(
        (value) => (load.outcome = { value }),
        (error: unknown) => (load.outcome = { error }),
      );
    }
    const group = `${this.tick}/${account}/${index}`;
    const unshared = this.unshared.get(group) ?? new Set();
    for (const key of keys) unshared.add(key);
    this.unshared.set(group, unshared);
  }

  async runTick(): Promise<void> {
    this.tick += 1;
    const busy = new Set(this.calls.filter(({ isOpen }) => isOpen).map((call) => call.account));
    for (const run of this.scheduledTicks.splice(0)) run();
    await nextTick();
    // With no call in flight, lookups are sent within one tick.
    this.checkWaiting((account) => !busy.has(account));
    for (let count = 0; count < 3; count += 1) {
      for (const run of this.scheduledTicks.splice(0)) run();
      await nextTick();
    }
    // After some ticks without a new lookup, all lookups are in flight, unless the limit of calls is reached.
    this.checkWaiting(() => true);
  }

  /** Checks that pending lookups are in flight, unless the limit of calls is reached. */
  checkWaiting(isChecked: (account: string) => boolean): void {
    for (const { account, key, outcome } of this.loads) {
      if (outcome !== undefined || !isChecked(account)) continue;
      const open = this.calls.filter((call) => call.isOpen && call.account === account);
      if (open.length < MAX_IN_FLIGHT) expect(open.flatMap(({ keys }) => keys)).toContain(key);
    }
  }

  async respond(call: Call, how: (Step & { do: 'respond' })['how']): Promise<void> {
    call.isOpen = false;
    const users = call.keys
      .filter((key) => !isMissing(key))
      .map((userId) => this.user(call.account, userId, call.seen.get(userId) ?? 0));
    if (call.keys.some(isRejected)) call.reject(rejectedRequest());
    else if (how === 'late') {
      for (const key of call.keys) this.failed.add(`${key} late`);
      call.reject(new GatewayError('UPSTREAM_TIMEOUT'));
    } else if (how === 'garbled') {
      for (const key of call.keys) this.failed.add(`${key} garbled`);
      call.resolve(undefined as never);
    } else if (how === 'reversed') call.resolve(users.toReversed());
    else if (how === 'repeated')
      call.resolve([...users, ...users.map((user) => ({ ...user, displayName: 'no' }))]);
    else if (how === 'unrequested') {
      const unrequested = [...call.keys.map((key) => key.toUpperCase()), 'unrequested'];
      call.resolve([...unrequested.map((userId) => this.user('x', userId, 9)), ...users]);
    } else call.resolve(users);
    await nextTick();
  }

  user(account: string, userId: string, version: number): UserRecord {
    return { userId, displayName: nameOf(account, userId, version) } as UserRecord;
  }

  apply(write: Model['writes'][number]): void {
    if (write.isApplied) return;
    write.isApplied = true;
    this.versions.set(write.key, (this.versions.get(write.key) ?? 0) + 1);
  }

  end(write: Model['writes'][number]): void {
    if (write.hasEnded) return;
    this.apply(write);
    write.hasEnded = true;
    write.end();
    this.ended.set(write.key, this.versions.get(write.key) ?? 0);
    this.markStale(write.key);
  }

  markStale(key: string): void {
    for (const call of this.calls) call.stale.add(key);
  }

  /** Ends all writes and responds to all calls. */
  async finish(): Promise<void> {
    for (const write of this.writes) this.end(write);
    for (let round = 0; round < 500; round += 1) {
      const open = this.calls.filter(({ isOpen }) => isOpen);
      if (open.length === 0 && this.scheduledTicks.length === 0) return;
      for (const call of open) await this.respond(call, 'complete');
      await this.runTick();
    }
    throw new Error('some calls never end');
  }

  check(): void {
    expect(this.broken).toEqual([]);
    for (const { account, key, request, floor, outcome } of this.loads) {
      // Every load settles.
      if (!outcome) throw new Error(`the load of ${key} is pending`);
      if ('error' in outcome) {
        const { message } = outcome.error as Error;
        if (this.cancelled.has(request) && message === `request ${request} is cancelled`) continue;
        const how = outcome.error instanceof TypeError ? 'garbled' : (outcome.error as GatewayError).code;
        if (how === 'UPSTREAM_REJECTED') expect(isRejected(key)).toBe(true);
        else expect(this.failed).toContain(`${key} ${how === 'UPSTREAM_TIMEOUT' ? 'late' : how}`);
      } else if (outcome.value === null) {
        expect(isMissing(key)).toBe(true);
      } else {
        const version = Number(outcome.value.displayName?.split('/')[2]);
        expect(outcome.value.displayName).toBe(nameOf(account, key, version));
        expect(version).toBeGreaterThanOrEqual(floor);
        expect(version).toBeLessThanOrEqual(this.versions.get(key) ?? 0);
      }
    }
    if (!this.isQuiet) return;
    const unsharedCalls = [...this.unshared.values()].map(({ size }) => Math.ceil(size / MAX_BATCH_SIZE));
    expect(this.calls.length).toBeLessThanOrEqual(unsharedCalls.reduce((sum, calls) => sum + calls, 0));
  }
}

const account = fc.constantFrom(...ACCOUNTS);
const key = fc.nat({ max: KEYS - 1 });
/** The keys of one group: a DataLoader hands over each once. */
const keys = fc.uniqueArray(key, { maxLength: KEYS });
const request = fc.nat({ max: 4 });
const step = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary });
const steps = fc.array(
  fc.oneof(
    step(12, fc.record({ do: fc.constant('load'), account, keys, request })),
    step(4, fc.constant<Step>({ do: 'tick' })),
    step(
      3,
      fc.record({
        do: fc.constant('respond'),
        call: fc.nat({ max: 5 }),
        how: fc.constantFrom(
          'complete',
          'complete',
          'reversed',
          'repeated',
          'unrequested',
          'late',
          'garbled',
        ),
      }),
    ),
    step(2, fc.record({ do: fc.constant('begin'), account, key })),
    step(1, fc.record({ do: fc.constant('apply'), write: fc.nat({ max: 5 }) })),
    step(2, fc.record({ do: fc.constant('end'), write: fc.nat({ max: 5 }) })),
    step(1, fc.record({ do: fc.constant('write'), account, key, request })),
    step(1, fc.record({ do: fc.constant('cancel'), request })),
  ),
  { minLength: 1, maxLength: 60, size: 'max' },
);

describe('a batcher with random steps', () => {
  it.each([
    ['with writes and rejected keys', false],
    ['without them, with no more calls than a loader that shares nothing', true],
  ])(
    'settles each load with its own value or error: %s',
    async (_case, isQuiet) => {
      let risks = 0;
      await fc.assert(
        fc.asyncProperty(steps, async (all) => {
          const model = new Model(isQuiet);
          for (const one of all) await model.step(one);
          await model.finish();
          model.check();
          risks += model.risks;
        }),
        { numRuns: 1500, seed: 20_260_115 },
      );
      // Enough loads could have shared a stale lookup.
      if (!isQuiet) expect(risks).toBeGreaterThan(200);
    },
    60_000,
  );
});
