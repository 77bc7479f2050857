import type { Registry } from '@prometheus-io/client';

/** The series of a registry with their values, by name and labels as in the text format. */
export async function seriesOf(registry: Registry): Promise<Readonly<Record<string, number>>> {
  return seriesIn(await registry.metrics());
}

/** The series in Prometheus' text format. */
export function seriesIn(text: string): Readonly<Record<string, number>> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}
