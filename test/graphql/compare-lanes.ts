import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Runs every test that sends a request to a gateway, with the fast path and with Yoga, and compares the responses: status,
 * headers and every byte except ids and times. Exits with 1 if a test fails in one of the runs, or two responses differ.
 *
 *     node test/graphql/compare-lanes.ts [directory]
 *
 * With a directory, the responses of the fast path are read from there: an earlier run of all tests with
 * ANSWERS=<directory> and the same SEED has written them. That run reports its own failures.
 */

const root = fileURLToPath(new URL('../../', import.meta.url));
const suites = globSync('test/*/*.test.ts', { cwd: root }).filter((file) =>
  readFileSync(join(root, file), 'utf8').includes('startTestGateway'),
);

type Responses = ReadonlyMap<string, readonly string[]>;

function runSuites(path: 'fast' | 'yoga'): Responses {
  const directory = mkdtempSync(join(tmpdir(), 'lane-'));
  try {
    const { status } = spawnSync('npm', ['exec', '--', 'vitest', 'run', '--reporter=dot', ...suites], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, LANE: path, ANSWERS: directory },
    });
    if (status !== 0) throw new Error(`a test fails with the ${path} path`);
    return readResponses(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function readResponses(directory: string): Responses {
  const lines = globSync('*.jsonl', { cwd: directory }).flatMap((file) =>
    readFileSync(join(directory, file), 'utf8').trim().split('\n'),
  );
  return new Map(
    lines
      .map((line) => JSON.parse(line) as [string, string[]])
      .filter(([test]) => suites.includes(test.split(' > ', 1)[0] ?? '')),
  );
}

const [recorded] = process.argv.slice(2);
const fast = recorded === undefined ? runSuites('fast') : readResponses(recorded);
const yoga = runSuites('yoga');
const tests = new Set([...fast.keys(), ...yoga.keys()]);
let [compared, differing] = [0, 0];
for (const test of tests) {
  const [ofFastPath = [], ofYoga = []] = [fast.get(test), yoga.get(test)];
  compared += ofFastPath.length;
  const only = (these: readonly string[], those: readonly string[]) =>
    these.filter((text) => !those.includes(text));
  const [onlyFast, onlyYoga] = [only(ofFastPath, ofYoga), only(ofYoga, ofFastPath)];
  // Some tests poll, so the number of equal responses may differ.
  if (onlyFast.length === 0 && onlyYoga.length === 0) continue;
  differing += 1;
  console.log(`\n${test}: ${ofFastPath.length} responses, ${ofYoga.length} by yoga`);
  for (const text of onlyFast.slice(0, 3)) console.log(`  fast: ${text.slice(0, 1500)}`);
  for (const text of onlyYoga.slice(0, 3)) console.log(`  yoga: ${text.slice(0, 1500)}`);
}
console.log(
  `Compared ${compared} responses of ${tests.size} tests in ${suites.length} files; ${differing} tests differ.`,
);
process.exitCode = differing === 0 && compared > 1000 ? 0 : 1;
