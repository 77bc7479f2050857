import type { IncomingMessage } from 'node:http';

/** The maximum size of a body; the gateway's own limit is lower. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Reads the body of a request.
 * @param isKept whether to keep the body. It is read in any case: otherwise the caller might not receive the response
 * @returns undefined for a body that is too large
 */
export async function readBody(request: IncomingMessage, isKept: boolean): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    received += chunk.byteLength;
    if (received > MAX_BODY_BYTES) return undefined;
    if (isKept) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
