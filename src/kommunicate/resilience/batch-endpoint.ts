export interface BatchingOptions {
  /** How long an account's conversations are read one by one after a 404 or 405, in milliseconds. Default 60000. */
  readonly pauseMs?: number;
  /** Milliseconds. Default `performance.now`. */
  readonly now?: () => number;
  /** Told when an account's conversations begin to be read one by one, and together again. Default: not told. */
  readonly onChange?: (state: 'off' | 'on') => void;
}

/** Whether one account's conversations can be read together: `group/v3/info` is not in every REST API. */
export interface Batching {
  /**
   * Makes a call for many. After a call that met no such endpoint there is a pause; then one call tries it again.
   * @throws what the last such call threw, without a call, during the pause; what the call throws
   */
  run<T>(call: () => Promise<T>): Promise<T>;
}

/** @param isUnknownEndpoint whether a call failed because the REST API does not know the endpoint */
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
      // While this call tries it, the others are in the pause still.
      const probing = before && { ...before, until: now() + pauseMs };
      pause = probing;
      try {
        const answer = await call();
        if (probing && pause === probing) {
          pause = undefined;
          onChange?.('on');
        }
        return answer;
      } catch (error) {
        if (isUnknownEndpoint(error)) {
          if (!pause) onChange?.('off');
          pause = { error, until: now() + pauseMs };
        } else if (probing && pause === probing) {
          // The call has found out nothing: the next one may try.
          pause = before;
        }
        throw error;
      }
    },
  };
}
