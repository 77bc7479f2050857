/** Collects chunks in one growing buffer, so that a body of many small chunks needs no object for each. */
export interface ByteCollector {
  /** @returns false if the chunk exceeds the limit: it is not added then */
  add(chunk: Uint8Array): boolean;
  /** All bytes. The view is valid until the next `add`. */
  bytes(): Uint8Array;
  /**
   * All bytes as text.
   * @throws {TypeError} if they are not UTF-8
   */
  text(): string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws {TypeError} if the bytes are not UTF-8 */
export function asUtf8(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

const EMPTY = new Uint8Array();

/** Most bodies fit, and Node allocates buffers of this size from its pool. */
const INITIAL_SIZE = 2048;

export function createByteCollector(maxBytes: number): ByteCollector {
  let buffer: Uint8Array = EMPTY;
  let length = 0;
  const bytes = () => buffer.subarray(0, length);
  return {
    add(chunk) {
      const needed = length + chunk.byteLength;
      if (needed > maxBytes) return false;
      if (length === 0) {
        // No copy: most bodies are one chunk.
        buffer = chunk;
        length = needed;
        return true;
      }
      if (needed > buffer.byteLength) {
        const larger = Buffer.allocUnsafe(
          Math.min(Math.max(needed, buffer.byteLength * 2, INITIAL_SIZE), maxBytes),
        );
        larger.set(bytes());
        buffer = larger;
      }
      buffer.set(chunk, length);
      length = needed;
      return true;
    },
    bytes,
    text: () => asUtf8(bytes()),
  };
}
