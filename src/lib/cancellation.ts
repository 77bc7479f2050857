/*
 * A request is cancelled when its client disconnects. Everything that it waits for then rejects with a reason that is
 * registered here. Errors are recognized by identity: an `AbortError` may also have another cause.
 */

const reasons = new WeakSet<object>();

/** Whether something is cancelled. Like an `AbortSignal`, but cheaper to create. */
export interface Cancellation {
  /** Why it is cancelled; undefined while it is not. */
  cancelReason(): Error | undefined;
  /**
   * Registers a listener for the cancellation.
   * @returns a function that removes the listener
   */
  onCancel(listener: (reason: Error) => void): () => void;
}

/** The cancellation that a signal stands for. */
export function cancellationOf(signal: AbortSignal): Cancellation {
  let withoutReason: Error | undefined;
  // Anything can be the reason of a signal, also null.
  const reasonOf = () => (signal.reason as Error | null) || (withoutReason ??= cancellationReason());
  return {
    cancelReason: () => (signal.aborted ? reasonOf() : undefined),
    onCancel(listener) {
      const onAbort = () => listener(reasonOf());
      signal.addEventListener('abort', onAbort, { once: true });
      return () => signal.removeEventListener('abort', onAbort);
    },
  };
}

/**
 * Creates and registers a reason: an `AbortError`.
 * @param given the reason of the client's own signal, which is registered too
 */
export function cancellationReason(given?: unknown): Error {
  const reason = new DOMException('the client disconnected', 'AbortError');
  reasons.add(reason);
  if (typeof given === 'object' && given !== null) reasons.add(given);
  return reason;
}

/** Whether an error means that the client disconnected. */
export function isCancellation(error: unknown): boolean {
  return typeof error === 'object' && error !== null && reasons.has(error);
}
