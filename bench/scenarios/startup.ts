/*
 * Measures the time from the command until the gateway listens, beside that of a Node process that does nothing.
 */
import { spawn } from 'node:child_process';
import { median } from '../lib/median.ts';
import { startCommand } from '../lib/processes.ts';

const ROUNDS = 15;

async function startNode(): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['-e', '0']);
  await new Promise((resolve) => child.once('close', resolve));
  return performance.now() - startedAt;
}

const ours: number[] = [];
const bare: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const started = await startCommand(['--port', '0']);
  ours.push(started.startMs);
  await started.stop();
  bare.push(await startNode());
}

console.log(`Start-up, median of ${ROUNDS} rounds:`);
console.log(`  gateway and sandbox, listening ${median(ours).toFixed(0).padStart(5)} ms`);
console.log(`  node that does nothing         ${median(bare).toFixed(0).padStart(5)} ms`);
