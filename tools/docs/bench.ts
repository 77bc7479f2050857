import { readFileSync } from 'node:fs';
import { RESULTS_FILE, type Results } from '../../bench/compare/results.ts';
import type { ServerName } from '../../bench/compare/servers.ts';
import { table } from './markdown.ts';

const SERVERS: readonly (readonly [server: ServerName, heading: string])[] = [
  ['ours', 'this'],
  ['mercurius', 'Mercurius + JIT'],
  ['yoga', 'yoga'],
  ['apollo', 'Apollo Server'],
  ['proxy', 'plain proxy'],
];

/** The processor time of each server by workload, with one Api-Key, from the results of the last measurement. */
export function benchTable(): string {
  const results = JSON.parse(readFileSync(RESULTS_FILE, 'utf8')) as Results;
  const figuresOf = (workload: string, server: ServerName) =>
    results.rows.find(
      (row) => row.workload === workload && row.server === server && row.credentials === 'one',
    )?.figures;
  const rows = results.workloads.map(({ id, title }) => [
    `${id}: ${title}`,
    ...SERVERS.map(([server]) => figuresOf(id, server)?.cpuSecondsPer1000.toFixed(2) ?? '–'),
    figuresOf(id, 'ours')?.upstreamCallsPer1000.toFixed(0) ?? '–',
  ]);
  const { date, cores, cpu, node, rounds, secondsPerRun } = results;
  const measured = `Seconds of processor time for 1,000 requests, measured on ${date.slice(0, 10)}: ${cores} cores of ${cpu.replaceAll('(R)', '')}, Node ${node}, medians of ${rounds} runs of ${secondsPerRun} s.`;
  const head = ['workload', ...SERVERS.map(([, heading]) => heading), 'REST calls of this for 1,000'];
  return `${measured}\n\n${table(head, rows)}`;
}
