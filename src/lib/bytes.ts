/** Gathers bytes up to a limit, in one buffer: a thousand small chunks must not cost a thousand objects. */
export interface ByteCollector {
  /** False when there are more bytes than the limit: then nothing is kept of the chunk. */
  add(chunk: Uint8Array): boolean;
  /** All of it, for as long as nothing is added. */
  bytes(): Uint8Array;
  /**
   * All of it as text.
   * @throws {TypeError} when it is not UTF-8
   */
  text(): string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws {TypeError} when it is not UTF-8 */
export function asUtf8(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

const NOTHING = new Uint8Array();

/** Most bodies fit, and Node takes a buffer of this size from its pool. */
const FIRST_SIZE = 2048;

export function createByteCollector(maxBytes: number): ByteCollector {
  let buffer: Uint8Array = NOTHING;
  let length = 0;
  const bytes = () => buffer.subarray(0, length);
  return {
    add(chunk) {
      const needed = length + chunk.byteLength;
      if (needed > maxBytes) return false;
      if (length === 0) {
        // Most come in one piece.
        buffer = chunk;
        length = needed;
        return true;
      }
      if (needed > buffer.byteLength) {
        const larger = Buffer.allocUnsafe(
          Math.min(Math.max(needed, buffer.byteLength * 2, FIRST_SIZE), maxBytes),
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
