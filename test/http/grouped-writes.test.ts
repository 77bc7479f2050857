import type { ServerResponse } from 'node:http';
import { setImmediate as nextTick } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { GroupedWrites } from '../../src/gateway/grouped-writes.ts';

function startWrites() {
  const writes = new GroupedWrites();
  const written: string[] = [];
  const destroyed: string[] = [];
  const end = (text: string, write: (text: string) => void = () => written.push(text)) => {
    const response = { end: write, destroy: () => destroyed.push(text) };
    writes.end(response as unknown as ServerResponse, text, 'utf8');
  };
  return { end, written, destroyed };
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
    await nextTick();
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
    await nextTick();
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
    await nextTick();
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
    await nextTick();
    await nextTick();
    expect(written).toEqual(['a', 'b']);
  });

  it('are all written if one of them fails, whose connection is closed', async () => {
    const { end, written, destroyed } = startWrites();
    const fail = () => {
      throw new Error('cannot be written');
    };
    await runCallbacks(
      () => end('a', fail),
      () => end('b'),
    );
    await nextTick();
    expect([written, destroyed]).toEqual([['b'], ['a']]);
  });
});
