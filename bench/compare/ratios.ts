import type { Contest } from './contests.ts';
import type { Credentials, Figures, Ratio } from './results.ts';
import type { ServerName } from './servers.ts';
import { median } from '../lib/median.ts';

type Figure = Exclude<keyof Figures, 'errors'>;

/** Each ratio: our figure divided by the same figure of that server. */
const RATIOS: Readonly<Record<string, readonly [figure: Figure, server: ServerName]>> = {
  'CPU ours/mercurius': ['cpuSecondsPer1000', 'mercurius'],
  'CPU ours/proxy': ['cpuSecondsPer1000', 'proxy'],
  'req/s ours/yoga': ['requestsPerSecond', 'yoga'],
  'req/s ours/apollo': ['requestsPerSecond', 'apollo'],
  'p50 ours/proxy': ['p50Ms', 'proxy'],
  'p99 ours/mercurius': ['p99Ms', 'mercurius'],
};

export const RATIO_NAMES = Object.keys(RATIOS);

/** The workloads of ours that are compared with W1, which always has the same document, and no metrics and traces. */
const AGAINST_W1: readonly (readonly [name: string, workload: string, figure: Figure])[] = [
  ['CPU new documents/W1', 'W1n', 'cpuSecondsPer1000'],
  ['req/s new documents/W1', 'W1n', 'requestsPerSecond'],
  ['CPU metrics and traces/W1', 'W1o', 'cpuSecondsPer1000'],
];

/** The ratios of which both sides were measured. */
export function ratiosOf(contests: readonly Contest[]): Ratio[] {
  const find = (workload: string, credentials: Credentials, server: ServerName) =>
    contests.find(
      (contest) =>
        contest.workload.id === workload && contest.credentials === credentials && contest.server === server,
    );
  const ours = contests.filter(({ server }) => server === 'ours');

  const againstOthers = ours.flatMap((contest) =>
    Object.entries(RATIOS).flatMap(([name, [figure, server]]) => {
      const { workload, credentials } = contest;
      const theirs = find(workload.id, credentials, server);
      return theirs
        ? [{ workload: workload.id, credentials, name, ...compare(figure, contest, theirs) }]
        : [];
    }),
  );
  const plain = find('W1', 'one', 'ours');
  const againstPlain = AGAINST_W1.flatMap(([name, workload, figure]) => {
    const other = find(workload, 'one', 'ours');
    if (!plain || !other) return [];
    return [{ workload, credentials: 'one' as const, name, ...compare(figure, other, plain) }];
  });
  return [...againstOthers, ...againstPlain];
}

/** How far the median and the ratio of the best rounds may differ. */
const SETTLED_WITHIN = 0.1;

/**
 * Compares one figure of two servers. On a shared machine one round may be twice as fast as another, but both sides of a
 * round run within seconds, so both are equally affected. The best rounds are the least disturbed ones.
 */
export function compare(
  figure: Figure,
  ours: Pick<Contest, 'runs'>,
  theirs: Pick<Contest, 'runs'>,
): Pick<Ratio, 'value' | 'ofBest' | 'spread' | 'isSettled'> {
  const ratios = ours.runs.map((run, round) => run[figure] / (theirs.runs[round]?.[figure] ?? Number.NaN));
  const best = figure === 'requestsPerSecond' ? Math.max : Math.min;
  const bestOf = ({ runs }: Pick<Contest, 'runs'>) => best(...runs.map((run) => run[figure]));
  const value = median(ratios);
  const ofBest = bestOf(ours) / bestOf(theirs);
  return {
    value,
    ofBest,
    spread: [Math.min(...ratios), Math.max(...ratios)],
    isSettled: Math.abs(ofBest / value - 1) <= SETTLED_WITHIN,
  };
}
