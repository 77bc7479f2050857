import { createHash } from 'node:crypto';
import { createFuzz, faultOf, FUZZED_ENDPOINTS, mutationsOf } from '../support/answer-fuzz.ts';

/*
 * Sends random mutations of a valid response for each endpoint of the REST API: 2000, or as many as the first argument
 * says. They are the same for the same SEED. The exit code is 1 if a mutation causes an internal error, or takes more
 * processor time than half a second on the reference machine.
 *
 *     node test/kommunicate/fuzz-answers.ts [mutations]
 */

const COUNT = Number(process.argv[2] ?? 2000);
const SEED = Number(process.env.SEED ?? 1);
/** Half a second on the reference machine, where `measureReference` returns 13 ms. */
const MAX_REFERENCES = 38;
/** The fastest attempt counts: a slow one may include a garbage collection. */
const ATTEMPTS = 3;
const MIB = 2 ** 20;

/** Processor time in milliseconds, which depends little on the load of other processes. */
async function cpuMsOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Processor time to parse and serialize 4 MiB of JSON, the largest response, in milliseconds. */
async function measureReference(): Promise<number> {
  const text = JSON.stringify(Array.from({ length: 60_000 }, (_, id) => ({ id, name: 'x'.repeat(40) })));
  const times: number[] = [];
  for (let run = 0; run < 5; run += 1) times.push(await cpuMsOf(() => JSON.stringify(JSON.parse(text))));
  return times.toSorted((one, other) => one - other)[2] ?? 0;
}

const referenceMs = await measureReference();
const faults: string[] = [];
let all = 0;
let worstOfAll = 0;
console.log(`seed ${SEED}; reference ${referenceMs.toFixed(1)} ms of processor time\n`);

for (const [name, endpoint] of Object.entries(FUZZED_ENDPOINTS)) {
  const send = createFuzz(endpoint);
  const valid = { status: 200, body: JSON.stringify(endpoint.validBody) };
  // Warm up, so that only the response is measured.
  for (let run = 0; run < 20; run += 1) await send(valid);
  const distinct = new Set<string>();
  let worstMs = 0;
  let errors = 0;
  for (const mutation of mutationsOf(endpoint, COUNT, SEED)) {
    all += 1;
    distinct.add(createHash('sha256').update(`${mutation.status} ${mutation.body}`).digest('base64'));
    let text = '';
    let leastMs = Infinity;
    for (let attempt = 0; attempt < ATTEMPTS && leastMs > worstMs; attempt += 1) {
      const ms = await cpuMsOf(async () => {
        const request = await send(mutation);
        ({ text } = request);
        const fault = faultOf(request);
        if (fault !== undefined && attempt === 0)
          faults.push(`${name}: ${fault}: ${mutation.body.slice(0, 300)}`);
      });
      leastMs = Math.min(leastMs, ms);
    }
    if (leastMs > worstMs) worstMs = leastMs;
    if (text.includes('"errors"')) errors += 1;
  }
  worstOfAll = Math.max(worstOfAll, worstMs);
  console.log(
    `${name.padEnd(16)} ${COUNT} mutations, ${distinct.size} distinct, ${errors} with errors, ` +
      `worst ${worstMs.toFixed(1)} ms, ${(process.memoryUsage().rss / MIB).toFixed(0)} MiB`,
  );
}

const references = worstOfAll / referenceMs;
console.log(`\n${all} mutations; worst ${worstOfAll.toFixed(1)} ms, ${references.toFixed(1)} references`);
if (references > MAX_REFERENCES) faults.push(`one response took ${references.toFixed(1)} references`);
for (const fault of faults.slice(0, 20)) console.error(fault);
if (faults.length > 0) {
  console.error(`${faults.length} faults`);
  process.exitCode = 1;
}
