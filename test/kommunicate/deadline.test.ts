import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeadline } from '../../src/lib/deadline.ts';
import { stopClock } from '../support/clock.ts';
import { codesOf, startTestGateway } from '../support/harness.ts';

describe('the time of a request', () => {
  it('is over for what is still being read, and not for what has been', async () => {
    const clock = stopClock();
    const gateway = await startTestGateway({ requestTimeoutMs: 1000 });
    const never = new Promise(() => undefined);
    gateway.emulator.fault({ kind: 'delay', until: never, endpoint: 'messageList' });
    const asked = gateway.query(
      '{ user(id: "ana-ortiz") { displayName } conversation(id: "104250001") { name messages { nodes { id } } } }',
    );
    await clock.until(() => gateway.calls('messageList').length === 1);
    await clock.pass(1000);
    const answer = await asked;
    expect(answer.status).toBe(200);
    expect(answer.data).toMatchObject({
      user: { displayName: 'Ana Ortiz' },
      conversation: { messages: null },
    });
    expect(codesOf(answer)).toEqual(['conversation.messages DEADLINE_EXCEEDED']);
    expect(answer.errors[0]?.extensions).toEqual({ code: 'DEADLINE_EXCEEDED', retryable: true });
  });

  it('is over for one who waits for a shared call, and not for the others', async () => {
    const clock = stopClock();
    const gateway = await startTestGateway({ requestTimeoutMs: 300 });
    const { promise, resolve } = Promise.withResolvers<void>();
    gateway.emulator.fault({ kind: 'delay', until: promise });
    const early = gateway.query('{ user(id: "ana-ortiz") { displayName } }');
    await clock.until(() => gateway.calls().length === 1);
    await clock.pass(150);
    const late = gateway.query('{ user(id: "ana-ortiz") { displayName } }');
    await clock.pass(150);
    expect(codesOf(await early)).toEqual(['user DEADLINE_EXCEEDED']);
    resolve();
    expect((await late).data.user.displayName).toBe('Ana Ortiz');
    expect(gateway.calls()).toHaveLength(1);
  });

  it('ends a change that is under way with an unknown outcome, and keeps the next from being sent', async () => {
    const clock = stopClock();
    const gateway = await startTestGateway({ requestTimeoutMs: 100 });
    gateway.emulator.fault({ kind: 'delay', until: new Promise(() => undefined), endpoint: 'messageSend' });
    const send = (text: string) =>
      `sendMessage(input: { conversationId: "104250001", text: "${text}" }) { message { id } }`;
    const asked = gateway.query(`mutation { a: ${send('one')} b: ${send('two')} }`);
    await clock.until(() => gateway.calls('messageSend').length === 1);
    await clock.pass(100);
    const answer = await asked;
    expect(codesOf(answer)).toEqual(['a UPSTREAM_OUTCOME_UNKNOWN', 'b DEADLINE_EXCEEDED']);
    expect(gateway.calls('messageSend')).toHaveLength(1);
  });
});

describe('a deadline', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('tells whoever still waits, once, and for what came first', () => {
    let leave = () => undefined as void;
    const deadline = createDeadline({ timeoutMs: 100, onDisconnect: (listener) => (leave = listener) });
    const told: Error[] = [];
    deadline.onCancel((reason) => told.push(reason));
    deadline.onCancel((reason) => told.push(reason))();
    expect([deadline.cancelReason(), deadline.isClientDisconnected()]).toEqual([undefined, false]);
    vi.advanceTimersByTime(100);
    leave();
    expect(told).toEqual([expect.objectContaining({ code: 'DEADLINE_EXCEEDED' })]);
    expect([deadline.cancelReason(), deadline.isClientDisconnected()]).toEqual([told[0], false]);
    expect(deadline.signal.reason).toBe(told[0]);
  });

  it('is over when the client leaves, unless it has been answered', () => {
    const listeners: (() => void)[] = [];
    const onDisconnect = (leave: () => void) => void listeners.push(leave);
    const [early, answered] = [
      createDeadline({ timeoutMs: 100, onDisconnect }),
      createDeadline({ timeoutMs: 100, onDisconnect }),
    ];
    answered.end();
    for (const leave of listeners) leave();
    expect([early.isClientDisconnected(), early.signal.reason.name]).toEqual([true, 'AbortError']);
    expect([answered.isClientDisconnected(), answered.signal.aborted]).toEqual([false, false]);
  });

  it('counts down, and ends with its code', () => {
    const deadline = createDeadline({ timeoutMs: 100 });
    vi.advanceTimersByTime(60);
    expect([deadline.remainingMs(), deadline.signal.aborted]).toEqual([40, false]);
    vi.advanceTimersByTime(60);
    expect([deadline.remainingMs(), deadline.signal.aborted]).toEqual([0, true]);
    expect(deadline.signal.reason).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('ends with its client, whatever reason that had', () => {
    const client = new AbortController();
    const { signal } = createDeadline({ timeoutMs: 100, client: client.signal });
    client.abort(new Error('gone'));
    expect(signal.reason).toMatchObject({ name: 'AbortError' });
    const late = createDeadline({ timeoutMs: 100, client: client.signal });
    expect(late.signal.reason).toMatchObject({ name: 'AbortError' });
  });

  it('leaves nothing behind when it is not needed any more', () => {
    const client = new AbortController();
    const deadline = createDeadline({ timeoutMs: 100, client: client.signal });
    const { signal } = deadline;
    deadline.end();
    expect(vi.getTimerCount()).toBe(0);
    client.abort();
    expect(signal.aborted).toBe(false);
  });
});
