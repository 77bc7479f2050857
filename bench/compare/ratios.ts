import type { Credentials, Figures, Ratio, Row } from './results.ts';
import type { ServerName } from './servers.ts';

type Figure = Exclude<keyof Figures, 'errors'>;

/** What of ours is divided by whose. */
const RATIOS: Readonly<Record<string, readonly [figure: Figure, server: ServerName]>> = {
  'CPU ours/mercurius': ['cpuSecondsPer1000', 'mercurius'],
  'CPU ours/proxy': ['cpuSecondsPer1000', 'proxy'],
  'req/s ours/yoga': ['requestsPerSecond', 'yoga'],
  'req/s ours/apollo': ['requestsPerSecond', 'apollo'],
  'p50 ours/proxy': ['p50Ms', 'proxy'],
  'p99 ours/mercurius': ['p99Ms', 'mercurius'],
};

export const RATIO_NAMES = Object.keys(RATIOS);

/** W1 is the same but for its documents, which are the same each time. */
const NEW_DOCUMENTS = {
  'CPU new documents/W1': 'cpuSecondsPer1000',
  'req/s new documents/W1': 'requestsPerSecond',
} as const;

/** Those whose both sides were measured. */
export function ratiosOf(rows: readonly Row[]): Ratio[] {
  const find = (workload: string, credentials: Credentials, server: ServerName) =>
    rows.find((row) => row.workload === workload && row.credentials === credentials && row.server === server)
      ?.figures;
  const ours = rows.filter(({ server }) => server === 'ours');

  const againstOthers = ours.flatMap(({ workload, credentials, figures }) =>
    Object.entries(RATIOS).flatMap(([name, [figure, server]]) => {
      const theirs = find(workload, credentials, server);
      return theirs ? [{ workload, credentials, name, value: figures[figure] / theirs[figure] }] : [];
    }),
  );
  const [known, unknown] = [find('W1', 'one', 'ours'), find('W1n', 'one', 'ours')];
  const newDocuments =
    known && unknown
      ? Object.entries(NEW_DOCUMENTS).map(([name, figure]) => ({
          workload: 'W1n',
          credentials: 'one' as const,
          name,
          value: unknown[figure] / known[figure],
        }))
      : [];
  return [...againstOthers, ...newDocuments];
}
