import { describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../support/harness.ts';

const READ_TWO =
  '{ a: conversation(id: "104250001") { status } b: conversation(id: "104250003") { status } }';

/** Starts a gateway whose clock for batching the test controls. */
async function setUp(options: TestGatewayOptions = {}) {
  const clock = { now: 0 };
  const changes: string[] = [];
  const batching = { now: () => clock.now, onChange: (state: string) => changes.push(state) };
  const gateway = await startTestGateway({ mode: 'trusted', batching, ...options });
  /** Reads two conversations, and counts the batch and single calls. */
  const read = async (headers: Readonly<Record<string, string>> = {}) => {
    const before = [gateway.calls('groupInfoBatch').length, gateway.calls('groupInfo').length] as const;
    const response = await gateway.query(READ_TWO, { headers });
    const [many, single] = [gateway.calls('groupInfoBatch').length, gateway.calls('groupInfo').length];
    return { response, calls: { many: many - before[0], single: single - before[1] } };
  };
  return { gateway, clock, changes, read };
}

const failBatchCall = (gateway: TestGateway, status: number) =>
  gateway.emulator.fault({ kind: 'answer', status, endpoint: 'groupInfoBatch' });

describe('a REST API that has no group/v3/info for a while', () => {
  it.each([404, 405])(
    'gets single calls for a minute after a %d, and then batch calls again',
    async (status) => {
      const { gateway, clock, changes, read } = await setUp();
      failBatchCall(gateway, status);
      const first = await read();
      expect(first.response.errors).toEqual([]);
      expect(first.calls).toEqual({ many: 1, single: 2 });
      expect((await read()).calls).toEqual({ many: 0, single: 2 });
      clock.now = 59_999;
      expect((await read()).calls).toEqual({ many: 0, single: 2 });
      clock.now = 60_000;
      const again = await read();
      expect(again.response.errors).toEqual([]);
      expect(again.calls).toEqual({ many: 1, single: 0 });
      expect((await read()).calls).toEqual({ many: 1, single: 0 });
      expect(changes).toEqual(['off', 'on']);
    },
  );

  it('gets one probe a minute, and reports each change once', async () => {
    const { gateway, clock, changes, read } = await setUp();
    for (let minute = 0; minute < 3; minute += 1) {
      failBatchCall(gateway, 404);
      clock.now = minute * 60_000;
      expect((await read()).calls).toEqual({ many: 1, single: 2 });
      expect((await read()).calls).toEqual({ many: 0, single: 2 });
    }
    expect(changes).toEqual(['off']);
    clock.now = 180_000;
    expect((await read()).calls).toEqual({ many: 1, single: 0 });
    failBatchCall(gateway, 404);
    await read();
    expect(changes).toEqual(['off', 'on', 'off']);
  });

  it('gets one probe at a time, and another one after a probe without a result', async () => {
    const { gateway, clock, changes, read } = await setUp();
    failBatchCall(gateway, 404);
    await read();
    clock.now = 60_000;
    const { promise, resolve } = Promise.withResolvers<void>();
    gateway.emulator.fault({ kind: 'delay', until: promise, endpoint: 'groupInfoBatch' });
    const before = gateway.calls('groupInfoBatch').length;
    const slow = gateway.query(READ_TWO);
    await expect.poll(() => gateway.calls('groupInfoBatch').length).toBe(before + 1);
    const other =
      '{ a: conversation(id: "104250002") { status } b: conversation(id: "104250004") { status } }';
    expect((await gateway.query(other)).errors).toEqual([]);
    expect(gateway.calls('groupInfoBatch')).toHaveLength(before + 1);
    resolve();
    await slow;
    expect(changes).toEqual(['off', 'on']);

    failBatchCall(gateway, 404);
    await read();
    clock.now = 120_000;
    gateway.emulator.fault({ kind: 'answer', status: 500, endpoint: 'groupInfoBatch' });
    await read();
    expect((await read()).calls).toEqual({ many: 1, single: 0 });
    expect(changes).toEqual(['off', 'on', 'off', 'on']);
  });

  it('does not affect another account', async () => {
    const { gateway, changes, read } = await setUp({ mode: 'passthrough' });
    failBatchCall(gateway, 404);
    await read({ 'Api-Key': 'another' });
    const { response, calls } = await read({ 'Api-Key': gateway.emulator.apiKey });
    expect(response.errors).toEqual([]);
    expect(calls).toEqual({ many: 1, single: 0 });
    expect(changes).toEqual(['off']);
  });
});
