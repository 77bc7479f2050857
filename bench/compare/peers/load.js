/*
 * Does what load.lua does, but with autocannon, for machines without wrk. Arguments: URL, clients, seconds, the file with
 * the requests, the number before the first unique one.
 */
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

const [, , url, clients, seconds, file, first] = process.argv;
const UNIQUE = '@@@@@@@@@@';

const lines = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const space = line.indexOf(' ');
    return { key: line.slice(0, space), body: line.slice(space + 1) };
  });
let at = 0;
let count = Number(first);

/** All connections share one list. By default each has a list of its own, so that all send the same request at a time. */
function setupRequest(request) {
  const { key, body } = lines[at++ % lines.length];
  return {
    ...request,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', 'api-key': key },
    body: body.includes(UNIQUE) ? body.replace(UNIQUE, String(++count).padStart(10, '0')) : body,
  };
}

const result = await autocannon({
  url,
  connections: Number(clients),
  duration: Number(seconds),
  timeout: 10,
  requests: [{ setupRequest }],
});
console.log(
  JSON.stringify({
    requests: result.requests.total,
    seconds: result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    errors: result.errors + result.non2xx,
  }),
);
