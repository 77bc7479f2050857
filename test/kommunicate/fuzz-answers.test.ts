import { describe, expect, it } from 'vitest';
import { createFuzz, faultOf, FUZZED_ENDPOINTS, mutationsOf } from '../support/answer-fuzz.ts';

const SEED = Number(process.env.SEED ?? 1);
const COUNT = 200;

describe('a mutated response of the REST API', () => {
  it.each(Object.entries(FUZZED_ENDPOINTS))(
    'of %s never causes an internal error',
    async (_name, endpoint) => {
      const send = createFuzz(endpoint);
      const valid = await send({ status: 200, body: JSON.stringify(endpoint.validBody) });
      expect(JSON.parse(valid.text)).not.toHaveProperty('errors');
      for (const mutation of mutationsOf(endpoint, COUNT, SEED)) {
        const request = await send(mutation);
        expect(faultOf(request), `seed ${SEED}, ${mutation.body.slice(0, 1000)}`).toBeUndefined();
      }
    },
  );
});
