import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';

/** Maximum number of characters in a `Host` header. A DNS name has up to 253, a port five. */
const MAX_HOST_LENGTH = 260;

/** Whether a request has exactly one `Host` header with a valid host and an optional port. HTTP/1.0 needs none. */
export function hasValidHost({ headers: { host }, rawHeaders, httpVersion }: IncomingMessage): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) if (isHost(rawHeaders[index] ?? '')) count += 1;
  // HTTP/1.0 has no `Host`. Health checks of some load balancers still use it.
  if (count === 0) return httpVersion === '1.0';
  return count === 1 && host !== undefined && host.length <= MAX_HOST_LENGTH && cache.memo(host);
}

function isHost(name: string): boolean {
  return name.length === 4 && name.toLowerCase() === 'host';
}

/** Whether a host is valid, cached by its text: clients send few different ones. */
const cache = new LRUCache<string, boolean>({ max: 100, memoMethod: isValidHost });

function isValidHost(host: string): boolean {
  return /^([\w.-]+|\[[\da-f:.]+\])(:\d*)?$/i.test(host) && URL.canParse(`http://${host}`);
}
