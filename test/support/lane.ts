import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, expect, vi } from 'vitest';
import type * as Gateways from '../../src/gateway/gateway.ts';

/*
 * With LANE=yoga every gateway of the suite takes the yoga path, the reference, instead of the fast path. With
 * ANSWERS=<directory> each test records its responses, and `test/graphql/compare-lanes.ts` compares them. SEED is the seed of
 * random tests, which must be the same for both paths.
 */

const { LANE, ANSWERS, SEED = '1' } = process.env;

if (LANE === 'yoga') {
  vi.doMock('../../src/gateway/gateway.ts', async (importOriginal) => {
    const original = await importOriginal<typeof Gateways>();
    const createGateway: typeof original.createGateway = (options) =>
      original.createGatewayWith(options, { fastPath: false });
    const createGatewayWith: typeof original.createGatewayWith = createGateway;
    return { ...original, createGateway, createGatewayWith };
  });
}

const responses: Promise<string>[] = [];

/** Records a response, without ids and times. */
export function keepAnswer(response: Response): void {
  if (ANSWERS === undefined) return;
  const head = [response.status, ...headersOf(response)].join(' | ');
  const text = response
    .clone()
    .text()
    .catch(() => 'cut short');
  responses.push(text.then((body) => normalized(`${head} | ${body}`)));
}

/** The headers with lower-case names, in order. The paths differ in the case of the names. */
export function headersOf({ headers }: Response): readonly string[] {
  return [...headers].map(([name, value]) => normalized(`${name.toLowerCase()}: ${value}`)).toSorted();
}

export function normalized(text: string): string {
  return text
    .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, '<uuid>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/("retryAfterMs":|;t=|retry-after: )\d+/g, '$1<time>')
    .replaceAll(/(total;dur=)[\d.]+/g, '$1<time>');
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
