import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, expect, vi } from 'vitest';
import type * as Gateways from '../../src/gateway/gateway.ts';

/*
 * With LANE=yoga every gateway of the suite uses yoga alone, the reference for the fast path. With ANSWERS=<directory> each
 * test writes its responses for `test/graphql/compare-lanes.ts`. SEED sets the seed of random data, which must be the same
 * for both runs.
 */

const { LANE, ANSWERS, SEED = '1' } = process.env;

if (LANE === 'yoga') {
  vi.doMock('../../src/gateway/gateway.ts', async (importOriginal) => {
    const original = await importOriginal<typeof Gateways>();
    const createGateway: typeof original.createGateway = (options) =>
      original.createGateway({ ...options, fastPath: false });
    return { ...original, createGateway };
  });
}

const responses: Promise<string>[] = [];

/** Keeps a response for the comparison, without the parts that differ each time. */
export function keepAnswer(response: Response): void {
  if (ANSWERS === undefined) return;
  const head = [response.status, ...headersOf(response)].join(' | ');
  const text = response
    .clone()
    .text()
    .catch(() => 'cut short');
  responses.push(text.then((body) => normalized(`${head} | ${body}`)));
}

/** The headers in lower case: the two paths write their names differently. */
export function headersOf({ headers }: Response): readonly string[] {
  return [...headers].map(([name, value]) => normalized(`${name.toLowerCase()}: ${value}`)).toSorted();
}

export function normalized(text: string): string {
  return text
    .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, '<uuid>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/("retryAfterMs":|;t=|retry-after: )\d+/g, '$1<time>');
}

if (ANSWERS !== undefined) {
  fc.configureGlobal({ seed: Number(SEED) });
  afterEach(async () => {
    const { currentTestName, testPath = '' } = expect.getState();
    const all = (await Promise.all(responses.splice(0))).toSorted();
    const file = relative(process.cwd(), testPath);
    if (all.length > 0) {
      appendFileSync(
        `${ANSWERS}/${process.pid}.jsonl`,
        `${JSON.stringify([`${file} > ${currentTestName}`, all])}\n`,
      );
    }
  });
}
