import { readdirSync, readFileSync } from 'node:fs';

/* What a process and its children have used, as Linux counts it. */

/** Of `/proc/<pid>/stat`: the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Seconds of processor time, the user's and the system's, since the process began. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name before the bracket may hold anything. After it: fields 14 to 17, of which the first here is the third.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return sumOf([ticks / TICKS_PER_SECOND, ...childrenOf(pid).map(cpuSecondsOf)]);
}

/** Memory that is really there, in MiB. */
export function rssMibOf(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return sumOf([Number(kib) / 1024, ...childrenOf(pid).map(rssMibOf)]);
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
