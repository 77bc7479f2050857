import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, expect, vi } from 'vitest';
import type * as Gateways from '../../src/gateway/gateway.ts';

/*
 * With LANE=yoga every gateway of the suite answers through yoga alone, which is the reference. With ANSWERS=<directory>
 * each test writes down what was answered, for `test/graphql/compare-lanes.ts` to compare; SEED is that of what is made at random,
 * which has to be the same in both lanes.
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

const answers: Promise<string>[] = [];

/** What was answered, without what is another each time. */
export function keepAnswer(response: Response): void {
  if (ANSWERS === undefined) return;
  const head = [response.status, ...headersOf(response)].join(' | ');
  const text = response
    .clone()
    .text()
    .catch(() => 'cut short');
  answers.push(text.then((body) => normalized(`${head} | ${body}`)));
}

/** Names come as they were set by one, and in small letters by the other. */
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
    const all = (await Promise.all(answers.splice(0))).toSorted();
    const file = relative(process.cwd(), testPath);
    if (all.length > 0) {
      appendFileSync(
        `${ANSWERS}/${process.pid}.jsonl`,
        `${JSON.stringify([`${file} > ${currentTestName}`, all])}\n`,
      );
    }
  });
}
