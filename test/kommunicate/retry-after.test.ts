import { describe, expect, it } from 'vitest';
import { readRetryAfter } from '../../src/kommunicate/transport/retry-after.ts';
import { startTestGateway } from '../support/harness.ts';

const NOW = Date.UTC(2026, 5, 15, 12);

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['2', 2000],
    ['2 ', 2000],
    [' \t007\t', 7000],
    ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
    ['Mon, 15 Jun 2026 12:00:30 GMT', 30_000],
    ['Monday, 15-Jun-26 12:00:30 GMT', 30_000],
    ['Mon Jun 15 12:00:30 2026', 30_000],
    ['Wed Jul  1 12:00:00 2026 ', 16 * 86_400_000],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
    // More than fifty years ahead is in the previous century; fifty years ahead is not.
    ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
    ['Wednesday, 01-Jan-76 00:00:00 GMT', Date.UTC(2076, 0, 1) - NOW],
    ['Tue, 30 Jun 2026 23:59:60 GMT', Date.UTC(2026, 6, 1) - NOW],
    ['Tue, 29 Feb 2028 00:00:00 GMT', Date.UTC(2028, 1, 29) - NOW],
  ])('%j is %d ms', (value, delay) => {
    expect(readRetryAfter(value, NOW)).toBe(delay);
  });

  it.each(
    [
      undefined,
      '',
      ' ',
      '1.5',
      '0.5',
      '-1',
      '+1',
      '5-6',
      '1/2',
      '1e3',
      '0x10',
      '1, 2',
      '2 s',
      '٣',
      '2026-06-15',
      '2026-06-15T12:00:30Z',
      'soon',
      'Mon, 15 Jun 2026',
      'Mon, 15 Jun 2026 12:00:30',
      'Mon, 15 Jun 2026 12:00:30 UTC',
      'Mon, 15 Jun 2026 12:00:30 +0000',
      'mon, 15 jun 2026 12:00:30 gmt',
      'Mon, 5 Jun 2026 12:00:30 GMT',
      'Tue, 15 Jun 2026 12:00:30 GMT',
      'Mon, 15 Jun 26 12:00:30 GMT',
      'Mon, 15-Jun-26 12:00:30 GMT',
      'Monday, 15-Jun-2026 12:00:30 GMT',
      'Mon Jun 15 12:00:30 2026 GMT',
      'Wed Jul 1 12:00:00 2026',
      'Mon, 15 Jun 2026 24:00:00 GMT',
      'Mon, 15 Jun 2026 12:60:00 GMT',
      'Mon, 15 Jun 2026 12:00:61 GMT',
      'Sun, 31 Jun 2026 12:00:00 GMT',
      'Mon, 00 Jun 2026 12:00:00 GMT',
      'Mon, 15 Jun 2026 12:00:30 GMT, Mon, 15 Jun 2026 12:00:30 GMT',
    ].map((value) => [value] as const),
  )('%j is ignored', (value) => {
    expect(readRetryAfter(value, NOW)).toBeUndefined();
  });

  it.each(['1.5', '0.5', '-1', '5-6', '1/2'])(
    'of %j is ignored: retries use the normal back-off, and the error has no retryAfterMs',
    async (value) => {
      const waits: number[] = [];
      const gateway = await startTestGateway({
        mode: 'trusted',
        retry: { random: () => 0.5, sleep: async (milliseconds) => waits.push(milliseconds) },
      });
      gateway.emulator.fault({ kind: 'answer', status: 429, headers: { 'Retry-After': value }, times: 3 });
      const { errors } = await gateway.query('{ user(id: "ana-ortiz") { id } }');
      expect(errors.map(({ extensions }) => extensions)).toEqual([
        { code: 'UPSTREAM_RATE_LIMITED', retryable: true },
      ]);
      expect(waits).toEqual([50, 100]);
    },
  );

  it('delays the retry if there is time', async () => {
    const waits: number[] = [];
    const gateway = await startTestGateway({
      mode: 'trusted',
      retry: { random: () => 0, sleep: async (milliseconds) => waits.push(milliseconds) },
    });
    gateway.emulator.fault({ kind: 'answer', status: 503, headers: { 'Retry-After': '2 ' } });
    expect((await gateway.query('{ user(id: "ana-ortiz") { id } }')).errors).toEqual([]);
    expect(waits).toEqual([2000]);
  });
});
