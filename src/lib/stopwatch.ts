/** Measures the time in which a request waits for at least one other system. */
export class Stopwatch {
  #pending = 0;
  #since = 0;
  #totalMs = 0;

  begin(): void {
    if (this.#pending === 0) this.#since = performance.now();
    this.#pending += 1;
  }

  end(): void {
    this.#pending -= 1;
    if (this.#pending === 0) this.#totalMs += performance.now() - this.#since;
  }

  /** The measured time so far, in milliseconds. */
  get elapsedMs(): number {
    return this.#pending === 0 ? this.#totalMs : this.#totalMs + performance.now() - this.#since;
  }
}
