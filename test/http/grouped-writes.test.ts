import type { ServerResponse } from 'node:http';
import { setImmediate as nextImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { GroupedWrites } from '../../src/gateway/grouped-writes.ts';
import { UnreadResponses } from '../../src/gateway/unread-responses.ts';

function startWrites() {
  const clock = { now: 0 };
  const errors: unknown[] = [];
  const writes = new GroupedWrites({ onError: (error) => errors.push(error), now: () => clock.now });
  const written: string[] = [];
  const destroyed: string[] = [];
  const end = (text: string, write: (text: string) => void = () => written.push(text)) => {
    const response = { end: write, destroy: () => destroyed.push(text) };
    writes.end(response as unknown as ServerResponse, text, 'utf8');
  };
  return { writes, end, written, destroyed, errors, clock };
}

/** Runs each function in a callback of its own, all in one phase of the event loop. */
async function runCallbacks(...callbacks: readonly (() => void)[]): Promise<void> {
  await Promise.all(
    callbacks.map(
      (run) =>
        new Promise<void>((resolve) => {
          setImmediate(() => {
            run();
            resolve();
          });
        }),
    ),
  );
}

describe('responses of one tick of the event loop', () => {
  it('are written together after the callbacks that they come from, in their order', async () => {
    const { end, written } = startWrites();
    const before: number[] = [];
    const callback = (text: string) => () => {
      end(text);
      before.push(written.length);
    };
    await runCallbacks(callback('a'), callback('b'), callback('c'));
    expect(before).toEqual([0, 0, 0]);
    await nextImmediate();
    expect(written).toEqual(['a', 'b', 'c']);
  });

  it('are written at once if the microtasks of one callback have several', async () => {
    const { end, written } = startWrites();
    const seen: string[][] = [];
    await runCallbacks(() => {
      for (const text of ['a', 'b', 'c']) {
        queueMicrotask(() => {
          end(text);
          seen.push([...written]);
        });
      }
    });
    expect(seen).toEqual([[], ['a', 'b'], ['a', 'b', 'c']]);
    await nextImmediate();
    expect(written).toEqual(['a', 'b', 'c']);
  });

  it('keep the response of an earlier callback waiting when another callback has several', async () => {
    const { end, written } = startWrites();
    await runCallbacks(
      () => end('a'),
      () => {
        end('b');
        end('c');
        expect(written).toEqual(['b', 'c']);
      },
      () => end('d'),
    );
    await nextImmediate();
    expect(written).toEqual(['b', 'c', 'a', 'd']);
  });

  it('are written in the next tick if a write leads to another response', async () => {
    const { end, written } = startWrites();
    await runCallbacks(() =>
      end('a', () => {
        written.push('a');
        end('b');
      }),
    );
    await nextImmediate();
    await nextImmediate();
    expect(written).toEqual(['a', 'b']);
  });

  it('are written when a later response ends, if one of them has waited for a millisecond', async () => {
    const { end, written, clock } = startWrites();
    const before: string[][] = [];
    const callback = (text: string, at: number) => () => {
      clock.now = at;
      end(text);
      before.push([...written]);
    };
    await runCallbacks(
      callback('a', 0),
      callback('b', 0.9),
      callback('c', 1),
      callback('d', 1.9),
      callback('e', 7),
    );
    expect(before).toEqual([[], [], ['a', 'b'], ['a', 'b'], ['a', 'b', 'c', 'd']]);
    await nextImmediate();
    expect(written).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('do not wait longer than a millisecond for requests that start after them', async () => {
    const { end, written, clock, writes } = startWrites();
    const before: string[][] = [];
    const startRequest = (at: number) => () => {
      clock.now = at;
      writes.flushOverdue();
      before.push([...written]);
    };
    await runCallbacks(() => end('a'), startRequest(0.9), startRequest(1), startRequest(2));
    expect(before).toEqual([[], ['a'], ['a']]);
    await nextImmediate();
    expect(written).toEqual(['a']);
  });

  it('are all written if one of them fails, whose connection is closed', async () => {
    const { end, written, destroyed, errors } = startWrites();
    const failure = new Error('cannot be written');
    const fail = () => {
      throw failure;
    };
    await runCallbacks(
      () => end('a', fail),
      () => end('b'),
    );
    await nextImmediate();
    expect([written, destroyed, errors]).toEqual([['b'], ['a'], [failure]]);
  });
});

it('a response is written with others of the tick, unless it is urgent', async () => {
  const unread = new UnreadResponses();
  const written: string[] = [];
  const response = { on: () => undefined, end: (text: string) => written.push(text) };
  const end = (text: string, isUrgent?: boolean) =>
    unread.end(response as unknown as ServerResponse, text, text.length, isUrgent);
  await runCallbacks(
    () => end('a'),
    () => end('urgent', true),
  );
  expect(written).toEqual(['urgent']);
  await nextImmediate();
  expect(written).toEqual(['urgent', 'a']);
});
