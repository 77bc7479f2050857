import { readdirSync, readFileSync } from 'node:fs';

/* Processor time and memory of a process and its children, from /proc. */

/** The unit of `/proc/<pid>/stat`, the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** User and system time since the process started, in seconds. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The process name may contain spaces, so fields are counted from the bracket after it: the first one is field 3.
  // Fields 14 to 17 are the times of the process and of the children that it has waited for.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return sumOf([ticks / TICKS_PER_SECOND, ...childrenOf(pid).map(cpuSecondsOf)]);
}

/** Resident memory, in MiB. */
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
