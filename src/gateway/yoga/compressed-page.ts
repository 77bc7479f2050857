import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** A page in one of its encodings. */
export interface EncodedPage {
  readonly body: string | Buffer<ArrayBuffer>;
  /** The value of `Content-Encoding`; undefined for the page as it is. */
  readonly encoding: Encoding | undefined;
  /** A strong `ETag`: each encoding has its own. */
  readonly etag: string;
}

type Encoding = 'br' | 'gzip';

/** GraphiQL's 9.0 MB become 1.95 MB in 0.15 s. Quality 9 takes 0.6 s for 1.86 MB; gzip makes 2.44 MB in 0.4 s. */
const BROTLI_QUALITY = 5;

const COMPRESSORS: Readonly<Record<Encoding, (text: string) => Promise<Buffer<ArrayBuffer>>>> = {
  br: (text) =>
    promisify(brotliCompress)(text, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(text),
      },
    }),
  gzip: (text) => promisify(gzip)(text),
};

/**
 * Keeps a page in the encodings that clients have accepted. Each is compressed once, in a thread of libuv.
 * @returns selects the encoding for an `Accept-Encoding` header
 */
export function createCompressedPage(text: string): (acceptEncoding: string | null) => Promise<EncodedPage> {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  const bodies = new Map<Encoding, Promise<Buffer<ArrayBuffer>>>();
  return async (acceptEncoding) => {
    const encoding = preferredEncoding(acceptEncoding ?? '');
    if (encoding === undefined) return { body: text, encoding, etag: `"${hash}"` };
    let body = bodies.get(encoding);
    if (!body) {
      body = COMPRESSORS[encoding](text);
      bodies.set(encoding, body);
    }
    return { body: await body, encoding, etag: `"${hash}-${encoding}"` };
  };
}

/** Brotli if the client accepts it, otherwise gzip. A quality of 0 means not accepted (RFC 9110, 12.5.3). */
function preferredEncoding(acceptEncoding: string): Encoding | undefined {
  const refused = new Map<string, boolean>();
  for (const part of acceptEncoding.slice(0, MAX_PARSED_CHARACTERS).split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    refused.set(
      name,
      parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)),
    );
  }
  return (['br', 'gzip'] as const).find((name) => !(refused.get(name) ?? refused.get('*') ?? true));
}

/** Longer headers are read up to here. */
const MAX_PARSED_CHARACTERS = 1000;

/** Whether one of the tags of an `If-None-Match` header is this one. The comparison is weak (RFC 9110, 13.1.2). */
export function matchesTag(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  return ifNoneMatch
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*');
}
