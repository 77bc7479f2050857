import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { chooseCoding, type Coding } from '../../http/accept-encoding.ts';
import type { StaticPolicy } from '../../http/request-state.ts';
import type { TextResponse } from '../node-adapter.ts';

/*
 * Files of the gateway's own page. Each is compressed once, when a client first needs the coding, by zlib's threads; all
 * responses share the bytes. Brotli's quality 5 takes 0.4 s for the scripts (7.9 MB to 1.5 MB), and its best takes 15 s.
 */

export interface StaticFile extends StaticPolicy {
  /** The SHA-256 of the content, in base64url. */
  readonly hash: string;
  /** The response to a GET request. */
  respond(headers: Pick<Headers, 'get'>): Promise<TextResponse>;
}

interface FileOptions extends StaticPolicy {
  readonly contentType: string;
}

const compressWithBrotli = promisify(brotliCompress);
const compressWithGzip = promisify(gzip);

const COMPRESS: Readonly<Record<Coding, (content: Buffer<ArrayBuffer>) => Promise<Buffer<ArrayBuffer>>>> = {
  br: async (content) =>
    compressWithBrotli(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 5,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
  gzip: async (content) => compressWithGzip(content),
  identity: async (content) => Promise.resolve(content),
};

/** @param read returns the content, which is always the same. The file does not keep it: it may be large. */
export async function createStaticFile(read: () => string, options: FileOptions): Promise<StaticFile> {
  const { contentType, cacheControl, isPage } = options;
  const digest = await crypto.subtle.digest('SHA-256', Buffer.from(read()));
  const hash = Buffer.from(digest).toString('base64url');
  const bodies = new Map<Coding, Promise<Buffer<ArrayBuffer>>>();
  const bodyOf = async (coding: Coding) => {
    const body = bodies.get(coding) ?? COMPRESS[coding](Buffer.from(read()));
    bodies.set(coding, body);
    try {
      return await body;
    } catch (error) {
      // The next request retries after a failure.
      bodies.delete(coding);
      throw error;
    }
  };

  return {
    hash,
    cacheControl,
    isPage,
    async respond(headers) {
      const coding = chooseCoding(headers.get('accept-encoding'));
      const etag = `"${hash}-${coding}"`;
      const shared = { etag, 'content-type': contentType };
      if (hasTag(headers.get('if-none-match'), etag)) return { status: 304, headers: shared, text: '' };
      return {
        status: 200,
        headers: coding === 'identity' ? shared : { ...shared, 'content-encoding': coding },
        text: await bodyOf(coding),
      };
    },
  };
}

/** Whether an `If-None-Match` names the tag. Tags are compared weakly (RFC 9110, 13.1.2): proxies may mark them as weak. */
function hasTag(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
}
