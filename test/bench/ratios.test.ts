import { describe, expect, it } from 'vitest';
import { compare } from '../../bench/compare/ratios.ts';
import type { Figures } from '../../bench/compare/results.ts';

const runsOf = (figure: 'cpuSecondsPer1000' | 'requestsPerSecond', values: readonly number[]) => ({
  runs: values.map((value) => ({ [figure]: value }) as unknown as Figures),
});

describe('a ratio of the benchmark', () => {
  it('is the median of the rounds, beside the ratio of the best rounds and the spread', () => {
    const ours = runsOf('cpuSecondsPer1000', [1, 4, 3]);
    const theirs = runsOf('cpuSecondsPer1000', [2, 5, 4]);
    expect(compare('cpuSecondsPer1000', ours, theirs)).toEqual({
      value: 0.75,
      ofBest: 0.5,
      spread: [0.5, 0.8],
      isSettled: false,
    });
  });

  it('takes the highest rate as the best, and is settled if both agree within a tenth', () => {
    const ours = runsOf('requestsPerSecond', [100, 210, 190]);
    const theirs = runsOf('requestsPerSecond', [50, 100, 100]);
    expect(compare('requestsPerSecond', ours, theirs)).toMatchObject({
      value: 2,
      ofBest: 2.1,
      isSettled: true,
    });
  });
});
