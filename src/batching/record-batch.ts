import { spanErrorOf } from '../kommunicate/client.ts';
import type { Span } from '../lib/observer.ts';

/**
 * Records a batch as a span: a part of the first execution that waits for it, with links to the others. Executions that
 * share the batch later are linked when it ends. Nothing is recorded if none of the first waiters is.
 * @param spans the recorded executions; later ones are appended while the batch runs
 * @param run sends the batch, as a part of its span
 */
export function recordBatch<T>(
  loader: string,
  size: number,
  spans: readonly Span[],
  run: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  const [first, ...others] = spans;
  if (!first) return run(undefined);
  const span = first.startBatch(loader, size, others);
  return endWith(run(span), span, spans, spans.length);
}

async function endWith<T>(batch: Promise<T>, span: Span, spans: readonly Span[], count: number): Promise<T> {
  let failure: unknown;
  try {
    return await batch;
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    for (const later of spans.slice(count)) span.linkWith(later);
    span.end(failure === undefined ? {} : { errorType: spanErrorOf(failure) });
  }
}
