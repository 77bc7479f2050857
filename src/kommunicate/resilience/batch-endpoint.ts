export interface BatchingOptions {
  /** How long an account's conversations are read one by one after a 404 or 405, in milliseconds. Default 60000. */
  readonly pauseMs?: number;
  /** The current time in milliseconds. Default `performance.now`. */
  readonly now?: () => number;
  /** Called when an account's batch calls are paused (`off`), and when they resume (`on`). Default: no call. */
  readonly onChange?: (state: 'off' | 'on') => void;
}

/** Pauses the batch calls of one account: not every REST API has `group/v3/info`. */
export interface Batching {
  /**
   * Makes a batch call. If the endpoint does not exist, a pause starts. The first call after the pause is a probe.
   * @throws during the pause: the error that started it, without a call; otherwise any error of the call
   */
  run<T>(call: () => Promise<T>): Promise<T>;
}

/** @param isUnknownEndpoint whether a call failed because the REST API does not have the endpoint */
export function createBatching(
  isUnknownEndpoint: (error: unknown) => boolean,
  options: BatchingOptions = {},
): Batching {
  const { pauseMs = 60_000, now = () => performance.now(), onChange } = options;
  let pause: { readonly error: unknown; readonly until: number } | undefined;

  return {
    async run(call) {
      const before = pause;
      if (before && now() < before.until) throw before.error;
      // Other calls stay paused while this one probes.
      const probing = before && { ...before, until: now() + pauseMs };
      pause = probing;
      try {
        const result = await call();
        if (probing && pause === probing) {
          pause = undefined;
          onChange?.('on');
        }
        return result;
      } catch (error) {
        if (isUnknownEndpoint(error)) {
          if (!pause) onChange?.('off');
          pause = { error, until: now() + pauseMs };
        } else if (probing && pause === probing) {
          // The probe has no result: the next call may probe.
          pause = before;
        }
        throw error;
      }
    },
  };
}
