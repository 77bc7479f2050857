import { describe, expect, it } from 'vitest';
import { isHeaderId } from '../../src/lib/header-value.ts';

describe('isHeaderId', () => {
  it.each(['x', 'ana-ortiz', '!~', 'x'.repeat(256)])(
    'accepts visible ASCII up to 256 characters: %s',
    (id) => {
      expect(isHeaderId(id)).toBe(true);
    },
  );

  it.each(['', ' ', 'a b', 'a\n', 'é', '\x7f', 'x'.repeat(257), 7, null, undefined])(
    'rejects %j',
    (value) => {
      expect(isHeaderId(value)).toBe(false);
    },
  );
});
