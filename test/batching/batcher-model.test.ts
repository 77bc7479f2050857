import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatchers } from '../../src/batching/batchers.ts';
import { createLoadScope, type LoadScope } from '../../src/batching/caller.ts';
import { GatewayError } from '../../src/errors.ts';
import type { CallOptions, KommunicateClient } from '../../src/kommunicate/client.ts';
import { rejectedRequest } from '../../src/kommunicate/wire/response.ts';
import type { UserRecord } from '../../src/kommunicate/types.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { patienceOf } from '../support/harness.ts';

/*
 * The batcher against a model of it: whatever happens, in whatever order, everybody gets what is theirs. Time
 * stands still but for the turns that a step takes, and calls return when a step says so.
 */

const MAX_BATCH_SIZE = 3;
const MAX_IN_FLIGHT = 2;
const ACCOUNTS = ['a', 'b'] as const;
const KEYS = 5;

type Account = (typeof ACCOUNTS)[number];

type Step =
  | { do: 'load'; account: Account; key: number; caller: number }
  | { do: 'turn' }
  | { do: 'answer'; call: number; how: 'well' | 'turned' | 'doubled' | 'stranger' | 'late' | 'garbled' }
  | { do: 'begin'; account: Account; key: number }
  | { do: 'apply'; change: number }
  | { do: 'end'; change: number }
  | { do: 'write'; account: Account; key: number; caller: number }
  | { do: 'leave'; caller: number };

/** What the REST API knows, and the calls that it has not answered. */
interface Call {
  readonly account: string;
  readonly keys: readonly string[];
  /** Versions as they were when the call left: as old as an answer can be. */
  readonly seen: ReadonlyMap<string, number>;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (users: readonly UserRecord[]) => void;
  readonly reject: (error: Error) => void;
  /** Keys of which something has changed since it left, or is changing. */
  readonly stale: Set<string>;
  isOpen: boolean;
}

interface Load {
  readonly account: string;
  readonly key: string;
  readonly caller: number;
  /** The version that it must see at least. */
  readonly floor: number;
  outcome: { value: UserRecord | null } | { error: unknown } | undefined;
}

const nameOf = (account: string, key: string, version: number) => `${account}/${key}/${version}`;
const isPoison = (key: string) => key.endsWith('-3');
const isMissing = (key: string) => key.endsWith('-4');
const someTurns = () => new Promise((resolve) => setImmediate(resolve));

class World {
  readonly turns: (() => void)[] = [];
  readonly calls: Call[] = [];
  readonly loads: Load[] = [];
  readonly versions = new Map<string, number>();
  readonly ended = new Map<string, number>();
  readonly changes: { account: string; key: string; end: () => void; isApplied: boolean; isOver: boolean }[] =
    [];
  readonly gone = new Set<number>();
  readonly controllers: AbortController[] = [];
  readonly callers = new Map<string, LoadScope>();
  /** Keys of calls that came to nothing, each with how. */
  readonly failed = new Set<string>();
  /** Rules that did not hold. */
  readonly broken: string[] = [];
  /** Loads that came when a call was under way that had left before a change of their key was over. */
  risks = 0;
  /** Calls that a loader would have made that shares nothing between requests. */
  readonly plain = new Map<string, Set<string>>();
  turn = 0;
  readonly isCalm: boolean;
  readonly find;

  constructor(isCalm: boolean) {
    this.isCalm = isCalm;
    const client = { getUsers: (keys: readonly string[], options: CallOptions) => this.call(keys, options) };
    this.find = createBatchers({
      client: client as unknown as KommunicateClient,
      maxBatchSize: MAX_BATCH_SIZE,
      maxBatchesInFlight: MAX_IN_FLIGHT,
      requestTimeoutMs: 10_000,
      logger: silentLogger,
      scheduleTick: (run) => this.turns.push(run),
      now: () => this.turn,
    });
  }

  batcher(account: string) {
    return this.find(account).users('always');
  }

  callerOf(account: string, index: number): LoadScope {
    const controller = (this.controllers[index] ??= new AbortController());
    const name = `${account}${index}`;
    const known = this.callers.get(name) ?? createLoadScope({ cancellation: patienceOf(controller.signal) });
    this.callers.set(name, known);
    return known;
  }

  call(keys: readonly string[], { apiKey, signal, beforeCall }: CallOptions): Promise<readonly UserRecord[]> {
    beforeCall?.();
    const open = this.calls.filter((call) => call.isOpen && call.account === apiKey);
    const rules = {
      'a call has keys, and not too many': keys.length > 0 && keys.length <= MAX_BATCH_SIZE,
      'no key is in a call twice': new Set(keys).size === keys.length,
      'no call carries keys of two accounts': keys.every((key) => key.startsWith(`${apiKey}-`)),
      'not too many calls are under way': open.length < MAX_IN_FLIGHT,
      'no key is in two calls at once, but after a change': open.every((other) =>
        keys.every((key) => !other.keys.includes(key) || other.stale.has(key)),
      ),
    };
    // Thrown here it would be one more failed call: the batcher would hand it to whoever waits.
    for (const [rule, holds] of Object.entries(rules)) if (!holds) this.broken.push(rule);
    const seen = new Map(keys.map((key) => [key, this.versions.get(key) ?? 0]));
    const changing = this.changes.filter(({ isOver }) => !isOver).map(({ key }) => key);
    return new Promise((resolve, reject) => {
      const call = {
        account: apiKey,
        keys,
        seen,
        signal,
        resolve,
        reject,
        stale: new Set(changing),
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
        return this.load(step.account, `${step.account}-${step.key}`, step.caller);
      case 'turn':
        return this.takeTurn();
      case 'answer': {
        const open = this.calls.filter(({ isOpen }) => isOpen);
        const call = open[step.call % open.length];
        if (call) await this.answer(call, step.how);
        return;
      }
      case 'leave':
        this.gone.add(step.caller);
        (this.controllers[step.caller] ??= new AbortController()).abort(
          new Error(`caller ${step.caller} is gone`),
        );
        return someTurns() as Promise<void>;
      case 'begin': {
        if (this.isCalm) return;
        const key = `${step.account}-${step.key}`;
        const end = this.batcher(step.account).beginWrite(key);
        this.changes.push({ account: step.account, key, end, isApplied: false, isOver: false });
        this.spoil(key);
        return;
      }
      case 'apply': {
        const change = this.changes[step.change % this.changes.length];
        if (change && !change.isOver) this.apply(change);
        return;
      }
      case 'end': {
        const change = this.changes[step.change % this.changes.length];
        if (change) this.end(change);
        return;
      }
      case 'write': {
        // What a change does to somebody that it does not name.
        if (this.isCalm) return;
        const key = `${step.account}-${step.key}`;
        this.versions.set(key, (this.versions.get(key) ?? 0) + 1);
        this.callerOf(step.account, step.caller).hasWritten = true;
        return;
      }
    }
  }

  load(account: Account, key: string, index: number): void {
    if (this.isCalm && isPoison(key)) return;
    const caller = this.callerOf(account, index);
    // Who has written sees at least what is true now.
    const floor = caller.hasWritten ? this.versions.get(key) : this.ended.get(key);
    const load: Load = { account, key, caller: index, floor: floor ?? 0, outcome: undefined };
    this.loads.push(load);
    if (this.calls.some((call) => call.isOpen && call.keys.includes(key) && call.stale.has(key)))
      this.risks += 1;
    if (caller.hasWritten) this.spoil(key);
    void this.batcher(account)
      .load(key, caller)
      .then(
        (value) => (load.outcome = { value }),
        (error: unknown) => (load.outcome = { error }),
      );
    const group = `${this.turn}/${account}/${index}`;
    this.plain.set(group, (this.plain.get(group) ?? new Set()).add(key));
  }

  async takeTurn(): Promise<void> {
    this.turn += 1;
    const busy = new Set(this.calls.filter(({ isOpen }) => isOpen).map((call) => call.account));
    for (const run of this.turns.splice(0)) run();
    await someTurns();
    // An idle account's leave within one turn.
    for (const { account, key } of this.loads.filter(({ outcome }) => outcome === undefined)) {
      if (busy.has(account)) continue;
      const open = this.calls.filter((call) => call.isOpen && call.account === account);
      if (open.length < MAX_IN_FLIGHT) expect(open.flatMap(({ keys }) => keys)).toContain(key);
    }
    for (let count = 0; count < 3; count += 1) {
      for (const run of this.turns.splice(0)) run();
      await someTurns();
    }
    // When nobody new has come for a while whoever waits is under way, unless as many calls are as may be.
    for (const { account, key } of this.loads.filter(({ outcome }) => outcome === undefined)) {
      const open = this.calls.filter((call) => call.isOpen && call.account === account);
      if (open.length < MAX_IN_FLIGHT) expect(open.flatMap(({ keys }) => keys)).toContain(key);
    }
  }

  async answer(call: Call, how: (Step & { do: 'answer' })['how']): Promise<void> {
    call.isOpen = false;
    const users = call.keys
      .filter((key) => !isMissing(key))
      .map((userId) => this.user(call.account, userId, call.seen.get(userId) ?? 0));
    if (call.keys.some(isPoison)) call.reject(rejectedRequest());
    else if (how === 'late') {
      for (const key of call.keys) this.failed.add(`${key} late`);
      call.reject(new GatewayError('UPSTREAM_TIMEOUT'));
    } else if (how === 'garbled') {
      for (const key of call.keys) this.failed.add(`${key} garbled`);
      call.resolve(undefined as never);
    } else if (how === 'turned') call.resolve(users.toReversed());
    else if (how === 'doubled')
      call.resolve([...users, ...users.map((user) => ({ ...user, displayName: 'no' }))]);
    else if (how === 'stranger') {
      const strangers = [...call.keys.map((key) => key.toUpperCase()), 'nobody'];
      call.resolve([...strangers.map((userId) => this.user('x', userId, 9)), ...users]);
    } else call.resolve(users);
    await someTurns();
  }

  user(account: string, userId: string, version: number): UserRecord {
    return { userId, displayName: nameOf(account, userId, version) } as UserRecord;
  }

  apply(change: World['changes'][number]): void {
    if (change.isApplied) return;
    change.isApplied = true;
    this.versions.set(change.key, (this.versions.get(change.key) ?? 0) + 1);
  }

  end(change: World['changes'][number]): void {
    if (change.isOver) return;
    this.apply(change);
    change.isOver = true;
    change.end();
    this.ended.set(change.key, this.versions.get(change.key) ?? 0);
    this.spoil(change.key);
  }

  spoil(key: string): void {
    for (const call of this.calls) call.stale.add(key);
  }

  /** Lets everything come to its end. */
  async finish(): Promise<void> {
    for (const change of this.changes) this.end(change);
    for (let round = 0; round < 500; round += 1) {
      const open = this.calls.filter(({ isOpen }) => isOpen);
      if (open.length === 0 && this.turns.length === 0) return;
      for (const call of open) await this.answer(call, 'well');
      await this.takeTurn();
    }
    throw new Error('it does not come to an end');
  }

  check(): void {
    expect(this.broken).toEqual([]);
    for (const { account, key, caller, floor, outcome } of this.loads) {
      // Nothing waits for ever.
      if (!outcome) throw new Error(`${key} is still waited for`);
      if ('error' in outcome) {
        const { message } = outcome.error as Error;
        if (this.gone.has(caller) && message === `caller ${caller} is gone`) continue;
        const how = outcome.error instanceof TypeError ? 'garbled' : (outcome.error as GatewayError).code;
        if (how === 'UPSTREAM_REJECTED') expect(isPoison(key)).toBe(true);
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
    if (!this.isCalm) return;
    const plainCalls = [...this.plain.values()].map(({ size }) => Math.ceil(size / MAX_BATCH_SIZE));
    expect(this.calls.length).toBeLessThanOrEqual(plainCalls.reduce((sum, calls) => sum + calls, 0));
  }
}

const account = fc.constantFrom(...ACCOUNTS);
const key = fc.nat({ max: KEYS - 1 });
const caller = fc.nat({ max: 4 });
const step = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary });
const steps = fc.array(
  fc.oneof(
    step(12, fc.record({ do: fc.constant('load'), account, key, caller })),
    step(4, fc.constant<Step>({ do: 'turn' })),
    step(
      3,
      fc.record({
        do: fc.constant('answer'),
        call: fc.nat({ max: 5 }),
        how: fc.constantFrom('well', 'well', 'turned', 'doubled', 'stranger', 'late', 'garbled'),
      }),
    ),
    step(2, fc.record({ do: fc.constant('begin'), account, key })),
    step(1, fc.record({ do: fc.constant('apply'), change: fc.nat({ max: 5 }) })),
    step(2, fc.record({ do: fc.constant('end'), change: fc.nat({ max: 5 }) })),
    step(1, fc.record({ do: fc.constant('write'), account, key, caller })),
    step(1, fc.record({ do: fc.constant('leave'), caller })),
  ),
  { minLength: 1, maxLength: 60, size: 'max' },
);

describe('whatever happens, everybody gets their own key’s value or their own error', () => {
  it.each([
    ['with changes and refused keys', false],
    ['without, and then never in more calls than a loader that shares nothing', true],
  ])(
    '%s',
    async (_case, isCalm) => {
      let risks = 0;
      await fc.assert(
        fc.asyncProperty(steps, async (all) => {
          const world = new World(isCalm);
          for (const one of all) await world.step(one);
          await world.finish();
          world.check();
          risks += world.risks;
        }),
        { numRuns: 1500, seed: 20_260_115 },
      );
      // It would prove little if nobody had been tempted.
      if (!isCalm) expect(risks).toBeGreaterThan(200);
    },
    60_000,
  );
});
