import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

type Decoder = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

const inflateWithHeader = promisify(inflate);
const inflateWithoutHeader = promisify(inflateRaw);

/** Some servers send `deflate` without the zlib header that RFC 9110, 8.4.1.2 requires. */
const inflateEither: Decoder = (bytes, options) =>
  hasZlibHeader(bytes) ? inflateWithHeader(bytes, options) : inflateWithoutHeader(bytes, options);

/** The supported content codings (RFC 9110, 8.4.1). */
const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', inflateEither],
  ['br', promisify(brotliDecompress)],
]);

/** Maximum number of codings of one body: each decompresses the whole body. */
const MAX_CODINGS = 3;

/**
 * Parses `Content-Encoding`: a list of codings in the order in which they were applied, in any case. `identity` and
 * empty elements are ignored.
 * @returns undefined if a coding is not supported, or if there are more than three
 */
export function readCodings(header: string | undefined): readonly string[] | undefined {
  if (!header) return [];
  const codings = header
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  return codings.length <= MAX_CODINGS && codings.every((coding) => DECODERS.has(coding))
    ? codings
    : undefined;
}

/**
 * Decodes a body by its declared codings. Never guesses a coding from the bytes.
 * @param codings as `readCodings` returns them
 * @throws the error of zlib for invalid bytes, or if a step results in more than `maxBytes`
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

/** A zlib header has compression method 8, and is a multiple of 31 (RFC 1950, 2.2). */
function hasZlibHeader([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}
