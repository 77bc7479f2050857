import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDateTime } from '../../src/lib/date-time.ts';

const [FIRST, LAST] = [Date.parse('0000-01-01T00:00:00.000Z'), Date.parse('9999-12-31T23:59:59.999Z')];

describe('toDateTime', () => {
  it('formats every time in the years 0 to 9999 like toISOString', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST, max: LAST }), (milliseconds) => {
        expect(toDateTime(milliseconds)).toBe(new Date(milliseconds).toISOString());
      }),
      { numRuns: 3000, seed: 20_261_128, examples: [[FIRST], [LAST], [-1], [0]] },
    );
  });
});
