import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

/** What an answer may say that its body is encoded as (RFC 9110, 8.4.1). */
const DECODERS = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/** Whether a body with this `Content-Encoding` can be decoded: there is none, or one that is known. */
export function isDecodable(encoding: string | undefined): boolean {
  return encoding === undefined || encoding === '' || encoding === 'identity' || DECODERS.has(encoding);
}

/**
 * Decodes what is declared to be encoded, and only that: nothing is guessed from the bytes.
 * @throws what zlib says of bytes that are something else, or more than `maxBytes` once they are decoded
 */
export async function decodeContent(
  bytes: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const decode = encoding === undefined ? undefined : DECODERS.get(encoding);
  return decode ? decode(bytes, { maxOutputLength: maxBytes }) : bytes;
}
