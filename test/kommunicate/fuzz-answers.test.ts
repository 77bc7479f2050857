import { describe, expect, it } from 'vitest';
import { createFuzz, faultOf, FUZZED_ENDPOINTS, mutationsOf } from '../support/answer-fuzz.ts';

const SEED = Number(process.env.SEED ?? 1);
const COUNT = 200;

describe('a REST answer with anything in it', () => {
  it.each(Object.entries(FUZZED_ENDPOINTS))(
    'of %s never is an error inside the gateway',
    async (_name, endpoint) => {
      const ask = createFuzz(endpoint);
      const valid = await ask({ status: 200, body: JSON.stringify(endpoint.answer) });
      expect(JSON.parse(valid.text)).not.toHaveProperty('errors');
      for (const mutation of mutationsOf(endpoint, COUNT, SEED)) {
        const request = await ask(mutation);
        expect(faultOf(request), `seed ${SEED}, ${mutation.body.slice(0, 1000)}`).toBeUndefined();
      }
    },
  );
});
