import { RATIO_NAMES } from './ratios.ts';
import type { Credentials, Figures, Ratio, Results, Row } from './results.ts';

/** Heading, figure, digits after the point. */
const COLUMNS: readonly (readonly [heading: string, figure: keyof Figures, digits: number])[] = [
  ['req/s', 'requestsPerSecond', 0],
  ['p50 ms', 'p50Ms', 2],
  ['p99 ms', 'p99Ms', 2],
  ['CPU s/1,000', 'cpuSecondsPer1000', 3],
  ['calls/1,000', 'upstreamCallsPer1000', 0],
  ['RSS MiB', 'rssMib', 0],
  ['errors', 'errors', 0],
];
const CREDENTIALS: Readonly<Record<Credentials, string>> = {
  one: 'one Api-Key',
  each: 'one Api-Key per client',
};

/** Formats the results as tables for a terminal. */
export function reportOf(results: Results): string {
  const { workloads, leftOut, rows, ratios, upstream } = results;
  const lines = [
    `${results.cores} cores of ${results.cpu}, Node ${results.node}, ${results.load}, medians of ${results.rounds} x ${results.secondsPerRun} s`,
    `Load average before the start: ${results.loadAverage.toFixed(1)}`,
    'yoga and apollo call the REST API by fetch, the others by undici',
    `The REST API alone: ${upstream.requestsPerSecond.toFixed(0)} req/s, ${upstream.cpuSecondsPer1000.toFixed(3)} CPU s/1,000`,
  ];
  for (const { id, title, clients, upstreamDelayMs } of workloads) {
    for (const credentials of ['one', 'each'] as const) {
      const selected = rows.filter((row) => row.workload === id && row.credentials === credentials);
      if (selected.length === 0) continue;
      const load = `${clients} ${clients === 1 ? 'client' : 'clients'}, REST calls of ${upstreamDelayMs} ms`;
      lines.push('', `${id}  ${title} (${load}, ${CREDENTIALS[credentials]})`, ...tableOf(selected));
    }
  }
  lines.push('', ...ratioTable(ratios), '');
  for (const { workload, server, reason } of leftOut) {
    lines.push(`${server} is not in ${workload}: ${reason}`);
  }
  return lines.join('\n');
}

const width = (heading: string) => Math.max(9, heading.length + 2);

function tableOf(rows: readonly Row[]): string[] {
  const head = COLUMNS.map(([heading]) => heading.padStart(width(heading)));
  return [
    `  ${''.padEnd(10)}${head.join('')}`,
    ...rows.map(({ server, figures }) => {
      const cells = COLUMNS.map(([heading, figure, digits]) =>
        figures[figure].toFixed(digits).padStart(width(heading)),
      );
      return `  ${server.padEnd(10)}${cells.join('')}`;
    }),
  ];
}

const RATIO_WIDTH = 28;

function ratioTable(ratios: readonly Ratio[]): string[] {
  const textOf = (workload: string, name: string) =>
    ['one', 'each']
      .map((credentials) =>
        ratios.find(
          (ratio) => ratio.workload === workload && ratio.credentials === credentials && ratio.name === name,
        ),
      )
      .map((ratio) => (ratio ? ratioText(ratio) : '-'))
      .join(' | ');
  const compared = new Set(
    ratios.filter(({ name }) => RATIO_NAMES.includes(name)).map(({ workload }) => workload),
  );
  return [
    `Ratios: ${CREDENTIALS.one} | ${CREDENTIALS.each}; median of the rounds (of the best rounds), "?" where they differ by more than a tenth`,
    `  ${''.padEnd(5)}${RATIO_NAMES.map((name) => name.padStart(RATIO_WIDTH)).join('')}`,
    ...[...compared].map(
      (workload) =>
        `  ${workload.padEnd(5)}${RATIO_NAMES.map((name) => textOf(workload, name).padStart(RATIO_WIDTH)).join('')}`,
    ),
    ...ratios
      .filter(({ name }) => !RATIO_NAMES.includes(name))
      .map((ratio) => `  ${ratio.name}: ${ratioText(ratio)}`),
    '',
    'Spread: the lowest and the highest ratio of a round',
    ...ratios.map(
      ({ workload, credentials, name, spread: [lowest, highest] }) =>
        `  ${workload.padEnd(5)}${CREDENTIALS[credentials].padEnd(24)}${name.padEnd(24)}${lowest.toFixed(2)} to ${highest.toFixed(2)}`,
    ),
  ];
}

const ratioText = ({ value, ofBest, isSettled }: Ratio) =>
  `${value.toFixed(2)} (${ofBest.toFixed(2)})${isSettled ? '' : '?'}`;
