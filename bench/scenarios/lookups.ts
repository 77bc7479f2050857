import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../lib/random.ts';

/** A REST API that knows everybody, takes a message for what it is, and remembers how often it was asked. */
export interface CountingRest {
  readonly url: string;
  /** How many users each call has asked for. */
  readonly batches: number[];
  /** Messages that it was sent. */
  messages: number;
  close(): void;
}

export async function startCountingRest(delayMs: number): Promise<CountingRest> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      setTimeout(() => response.end(JSON.stringify(answer(request.url ?? '', body))), delayMs);
    });
  });
  const answer = (path: string, body: string): unknown => {
    if (path.endsWith('/message/v2/send')) {
      rest.messages += 1;
      return { messageKey: `message-${rest.messages}`, createdAt: 1_700_000_000_000 };
    }
    const { userIdList } = JSON.parse(body) as { userIdList: string[] };
    rest.batches.push(userIdList.length);
    return userIdList.map((userId) => ({ userId, displayName: userId, connected: true }));
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const rest: CountingRest = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    batches: [],
    messages: 0,
    close: () => void server.close(),
  };
  return rest;
}

/** When each request of so many a second comes, in milliseconds: as people come, or all together ten times a second. */
function arrivals(load: number, seconds: number, inStep: boolean): number[] {
  const random = createRandom(load);
  let time = 0;
  return Array.from({ length: load * seconds }, (_, index) => {
    if (inStep) return Math.floor(index / (load / 10)) * 100;
    time -= (Math.log(1 - random()) * 1000) / load;
    return time;
  });
}

/**
 * Asks so many times a second, however long the answers take.
 * @returns how long each took, in milliseconds
 */
export async function askAt(
  load: number,
  seconds: number,
  ask: () => Promise<unknown>,
  inStep = false,
): Promise<number[]> {
  const startedAt = performance.now();
  const times: number[] = [];
  const requests: Promise<unknown>[] = [];
  for (const at of arrivals(load, seconds, inStep)) {
    const early = at - (performance.now() - startedAt);
    if (early > 1) await sleep(early);
    requests.push(timed(ask).then((time) => times.push(time)));
  }
  await Promise.all(requests);
  return times;
}

export async function timed(way: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await way();
  return performance.now() - startedAt;
}
