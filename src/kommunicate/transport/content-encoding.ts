import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

type Decoder = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

const inflateWithHeader = promisify(inflate);
const inflateWithoutHeader = promisify(inflateRaw);

/** `deflate` has a zlib header (RFC 9110, 8.4.1.2), and some servers leave it out. */
const inflateEither: Decoder = (bytes, options) =>
  hasZlibHeader(bytes) ? inflateWithHeader(bytes, options) : inflateWithoutHeader(bytes, options);

/** The codings that a body may have (RFC 9110, 8.4.1). */
const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', inflateEither],
  ['br', promisify(brotliDecompress)],
]);

/** Codings of one body at most: each is a whole decompression. */
const MAX_CODINGS = 3;

/**
 * Reads `Content-Encoding`: a list of codings in the order in which they were applied, in any case and with any
 * space around them. `identity` and empty elements mean nothing.
 * @returns undefined where one of them is not known, or where there are more than three
 */
export function readCodings(header: string | undefined): readonly string[] | undefined {
  const codings = (header ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  return codings.length <= MAX_CODINGS && codings.every((coding) => DECODERS.has(coding))
    ? codings
    : undefined;
}

/**
 * Decodes what is declared to be encoded, and only that: nothing is guessed from the bytes.
 * @param codings as `readCodings` returns them
 * @throws what zlib says of bytes that are something else, or more than `maxBytes` after any of the codings
 */
export async function decodeContent(
  bytes: Uint8Array,
  codings: readonly string[],
  maxBytes: number,
): Promise<Uint8Array> {
  let decoded = bytes;
  for (const coding of codings.toReversed()) {
    const decode = DECODERS.get(coding);
    if (decode) decoded = await decode(decoded, { maxOutputLength: maxBytes });
  }
  return decoded;
}

/** Compression method 8, and a header that is a multiple of 31 (RFC 1950, 2.2). */
function hasZlibHeader([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}
