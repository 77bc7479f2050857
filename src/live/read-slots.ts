/** Runs reads of the live graph, a few at a time: queries go first. */
export type RunRead = <T>(read: () => Promise<T>) => Promise<T>;

/** @param max reads at the same time; further ones wait in line */
export function createReadSlots(max: number): RunRead {
  let running = 0;
  const waiting: (() => void)[] = [];
  const acquire = () => {
    if (running < max) {
      running += 1;
      return undefined;
    }
    return new Promise<void>((resolve) => waiting.push(resolve));
  };
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };
  return async (read) => {
    await acquire();
    try {
      return await read();
    } finally {
      release();
    }
  };
}
