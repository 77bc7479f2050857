import { describe, expect, it } from 'vitest';
import { chooseCoding } from '../../src/http/accept-encoding.ts';

describe('the content coding for an Accept-Encoding header', () => {
  it.each([
    [null, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['GZIP', 'gzip'],
    ['deflate, zstd', 'identity'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.000, gzip;q=0', 'identity'],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
    ['*;q=0', 'identity'],
    ['identity, gzip;q=0.5', 'identity'],
    ['identity;q=0', 'identity'],
    ['identity;q=0.5, gzip;q=0.6', 'gzip'],
    [' br ; q=1.000 ,', 'br'],
  ] as const)('for %j is %s', (header, coding) => {
    expect(chooseCoding(header)).toBe(coding);
  });

  it.each([
    'br;q=2',
    'br;q=-1',
    'br;q=NaN',
    'br;q=0.1234',
    'br;q=1;q=1',
    'br;level=11',
    'brotli',
    '__proto__, constructor',
    '\u0000br',
    ','.repeat(5000),
    `${'x,'.repeat(600)}br`,
    `br${';q=1'.repeat(600)}`,
  ])('is identity for the bad value %j', (header) => {
    expect(chooseCoding(header)).toBe('identity');
  });
});
