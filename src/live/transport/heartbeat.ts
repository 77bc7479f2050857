/** A stream that has heartbeats and is checked for a slow reader. */
export interface BeatingStream {
  /** Called once in each period. */
  beat(): void;
  /** Called several times in each period while the stream is watched. @param now in milliseconds */
  check(now: number): void;
}

export interface HeartbeatOptions {
  /** The time between two heartbeats of a stream, in milliseconds. Default 12000. */
  readonly everyMs?: number;
  /** A clock in milliseconds. Default `performance.now`. */
  readonly now?: () => number;
  /** Starts the timer. Default that of Node; the timer does not keep the process alive. */
  readonly setInterval?: (callback: () => void, ms: number) => NodeJS.Timeout;
  /** Stops the timer. Default that of Node. */
  readonly clearInterval?: (timer: NodeJS.Timeout) => void;
}

/** The one timer of all streams. It runs while there are streams. */
export interface Heartbeat {
  /** The clock of the checks. */
  readonly now: () => number;
  /** @returns the set of streams whose heartbeats come at the same moment; deleting a stream from it stops them */
  add(stream: BeatingStream): Set<BeatingStream>;
  /** The streams whose queue is not empty. */
  readonly watched: Set<BeatingStream>;
}

/** The heartbeats of a period are spread over this many moments, so that thousands of them do not delay a request. */
const SLOTS = 48;

/** Creates the timer of all heartbeats and of all checks for slow readers. */
export function createHeartbeat(options: HeartbeatOptions = {}): Heartbeat {
  const {
    everyMs = 12_000,
    now = () => performance.now(),
    setInterval: start = setInterval,
    clearInterval: stop = clearInterval,
  } = options;
  const slots = Array.from({ length: SLOTS }, () => new Set<BeatingStream>());
  const watched = new Set<BeatingStream>();
  let timer: NodeJS.Timeout | undefined;
  let current = 0;
  let next = 0;

  const tick = () => {
    current = (current + 1) % SLOTS;
    const time = now();
    for (const stream of watched) stream.check(time);
    for (const stream of slots[current] ?? []) stream.beat();
    if (timer === undefined || slots.some(({ size }) => size > 0)) return;
    stop(timer);
    timer = undefined;
  };

  return {
    now,
    watched,
    add(stream) {
      next = (next + 1) % SLOTS;
      const slot = slots[next] as Set<BeatingStream>;
      slot.add(stream);
      timer ??= start(tick, everyMs / SLOTS).unref();
      return slot;
    },
  };
}
