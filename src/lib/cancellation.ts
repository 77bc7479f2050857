/*
 * A request is cancelled when its client disconnects. What the request was waiting for then rejects with a reason that
 * is registered here. The reason itself says that a request was cancelled, not the name of an error.
 */

const reasons = new WeakSet<object>();

/**
 * Makes the reason for which a request is cancelled: an `AbortError`.
 * @param given the reason of the client's own signal, which counts as well
 */
export function cancellationReason(given?: unknown): Error {
  const reason = new DOMException('the client disconnected', 'AbortError');
  reasons.add(reason);
  if (typeof given === 'object' && given !== null) reasons.add(given);
  return reason;
}

/** Whether an error says that the client of a request disconnected. */
export function isCancellation(error: unknown): boolean {
  return typeof error === 'object' && error !== null && reasons.has(error);
}
