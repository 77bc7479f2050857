import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Sends the suite down both lanes, each test that asks a gateway anything, and compares what was answered: status, headers
 * and every byte but ids and times. Ends with 1 where a test fails in one of them, or two answers differ.
 *
 *     node test/graphql/compare-lanes.ts [directory]
 *
 * With a directory the direct lane's answers are read from there, where a run of all tests with ANSWERS=<directory> and the
 * same SEED has left them; what failed in it is its own affair.
 */

const root = fileURLToPath(new URL('../../', import.meta.url));
const suites = globSync('test/*.test.ts', { cwd: root }).filter((file) =>
  readFileSync(join(root, file), 'utf8').includes('startTestGateway'),
);

type Answers = ReadonlyMap<string, readonly string[]>;

function runSuites(lane: 'direct' | 'yoga'): Answers {
  const directory = mkdtempSync(join(tmpdir(), 'lane-'));
  try {
    const { status } = spawnSync('npm', ['exec', '--', 'vitest', 'run', '--reporter=dot', ...suites], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, LANE: lane, ANSWERS: directory },
    });
    if (status !== 0) throw new Error(`a test fails in the ${lane} lane`);
    return answersIn(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function answersIn(directory: string): Answers {
  const lines = globSync('*.jsonl', { cwd: directory }).flatMap((file) =>
    readFileSync(join(directory, file), 'utf8').trim().split('\n'),
  );
  return new Map(
    lines
      .map((line) => JSON.parse(line) as [string, string[]])
      .filter(([test]) => suites.includes(test.split(' > ', 1)[0] ?? '')),
  );
}

const [answered] = process.argv.slice(2);
const direct = answered === undefined ? runSuites('direct') : answersIn(answered);
const yoga = runSuites('yoga');
const tests = new Set([...direct.keys(), ...yoga.keys()]);
let [compared, differing] = [0, 0];
for (const test of tests) {
  const [one = [], other = []] = [direct.get(test), yoga.get(test)];
  compared += one.length;
  const only = (these: readonly string[], those: readonly string[]) =>
    these.filter((text) => !those.includes(text));
  const [ours, theirs] = [only(one, other), only(other, one)];
  // How often something is asked hangs on time in those that wait for something.
  if (ours.length === 0 && theirs.length === 0) continue;
  differing += 1;
  console.log(`\n${test}: ${one.length} answers, ${other.length} by yoga`);
  for (const text of ours.slice(0, 3)) console.log(`  direct: ${text.slice(0, 1500)}`);
  for (const text of theirs.slice(0, 3)) console.log(`  yoga:   ${text.slice(0, 1500)}`);
}
console.log(
  `${compared} answers of ${tests.size} tests are compared, of ${suites.length} files; ${differing} tests differ.`,
);
process.exitCode = differing === 0 && compared > 1000 ? 0 : 1;
