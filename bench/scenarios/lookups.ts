import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../lib/random.ts';

/** A REST API with any user and any conversation, which counts its calls. */
export interface CountingRest {
  readonly url: string;
  /** The number of users in each call. */
  readonly batches: number[];
  /** The number of messages sent. */
  messages: number;
  close(): void;
}

export async function startCountingRest(delayMs: number): Promise<CountingRest> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      setTimeout(() => response.end(JSON.stringify(respond(request.url ?? '', body))), delayMs);
    });
  });
  const respond = (path: string, body: string): unknown => {
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

/** The send time of each request, in milliseconds: at random (a Poisson process), or in ten bursts a second. */
function sendTimes(load: number, seconds: number, inBursts: boolean): number[] {
  const random = createRandom(load);
  let time = 0;
  return Array.from({ length: load * seconds }, (_, index) => {
    if (inBursts) return Math.floor(index / (load / 10)) * 100;
    time -= (Math.log(1 - random()) * 1000) / load;
    return time;
  });
}

/**
 * Sends `load` requests a second, however long the responses take.
 * @returns the latency of each, in milliseconds
 */
export async function sendAtRate(
  load: number,
  seconds: number,
  send: () => Promise<unknown>,
  inBursts = false,
): Promise<number[]> {
  const startedAt = performance.now();
  const times: number[] = [];
  const requests: Promise<unknown>[] = [];
  for (const at of sendTimes(load, seconds, inBursts)) {
    const early = at - (performance.now() - startedAt);
    if (early > 1) await sleep(early);
    requests.push(timed(send).then((time) => times.push(time)));
  }
  await Promise.all(requests);
  return times;
}

/** Runs a task, and resolves with its duration in milliseconds. */
export async function timed(task: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await task();
  return performance.now() - startedAt;
}
