import { LIVE_METRICS } from '../../src/observability/live-metric-table.ts';
import { METRICS, type Metric } from '../../src/observability/metric-table.ts';
import { table } from './markdown.ts';

/** Longer sets of values are described by their number. */
const MAX_LISTED = 9;

/** The table of all metrics that a gateway has. */
export function metricReference(): string {
  return table(
    ['metric', 'type', 'labels', 'meaning'],
    Object.entries<Metric>({ ...METRICS, ...LIVE_METRICS }).map(([name, { type, labels = {}, help }]) => [
      `\`${name}\``,
      type,
      Object.entries(labels)
        .map(([label, values]) => `\`${label}\`${valuesText(values)}`)
        .join('<br>'),
      help,
    ]),
  );
}

function valuesText(values: readonly string[] | 'bounded'): string {
  if (values === 'bounded') return '';
  if (values.length > MAX_LISTED) return ` (${values.length} values)`;
  return `: ${values.map((value) => (value === '' ? 'empty' : value)).join(', ')}`;
}
