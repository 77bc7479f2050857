import { spanErrorOf } from '../kommunicate/client.ts';
import type { Span } from '../lib/observer.ts';

/** Starts the span of a read; undefined if it is not recorded. */
export type StartSpan = () => Span | undefined;

/**
 * Records a read as a span.
 * @param startSpan undefined if no read is recorded
 * @param read makes its calls as a part of the span
 */
export async function recordRead<T>(
  startSpan: StartSpan | undefined,
  read: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  const span = startSpan?.();
  if (!span) return read(undefined);
  try {
    const result = await read(span);
    span.end();
    return result;
  } catch (error) {
    span.end({ errorType: spanErrorOf(error) });
    throw error;
  }
}
