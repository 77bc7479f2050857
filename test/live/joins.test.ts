import { describe, expect, it } from 'vitest';
import { openStream, principalOf, settle, World } from '../support/live/world.ts';

const AGENT = principalOf('AGENT', 'agent');

describe('a subscriber that leaves', () => {
  it('leaves no watched conversation and no timer, however quickly it left', async () => {
    const world = new World();
    let idle = 0;
    const account = world.createAccount(() => (idle += 1));
    for (let round = 0; round < 20; round += 1) {
      const streams = [openStream(account, AGENT), openStream(account, AGENT)];
      for (const stream of streams) (await stream).joined?.leave();
      expect([account.conversationCount, account.isIdle]).toEqual([0, true]);
    }
    await settle();
    expect(world.timers.pending).toBe(0);
    expect(idle).toBeGreaterThan(0);
  });

  it('does not take the hints from another one that is joining', async () => {
    const world = new World();
    let isForgotten = false;
    const account = world.createAccount(() => (isForgotten = true));
    const first = await openStream(account, AGENT);
    const joining = openStream(account, AGENT);
    first.joined?.leave();
    expect(isForgotten).toBe(false);
    const second = await joining;
    await settle();
    expect(isForgotten).toBe(false);
    second.joined?.leave();
    expect(isForgotten).toBe(true);
  });

  it('leaves nothing of an account whose conversation it may not see', async () => {
    const world = new World();
    let isForgotten = false;
    const account = world.createAccount(() => (isForgotten = true));
    const stream = await openStream(account, principalOf('USER', 'another-user'));
    expect([stream.isOver, stream.events.length]).toEqual([true, 0]);
    expect([account.conversationCount, isForgotten]).toEqual([0, true]);
  });
});
