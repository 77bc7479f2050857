/**
 * Waits for a promise until a signal is aborted. The work behind the promise goes on; its late rejection is ignored.
 * @param signal default: waits without limit
 * @param onAbort what to return instead when the signal is aborted. Default: rejects with the signal's reason
 */
export function raceSignal<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  onAbort: (signal: AbortSignal) => T | Promise<T> = rejectWithReason,
): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => resolve(onAbort(signal));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function rejectWithReason(signal: AbortSignal): Promise<never> {
  return Promise.reject(signal.reason as Error);
}
