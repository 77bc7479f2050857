import type { IncomingMessage } from 'node:http';

const NAME = String.raw`localhost|127(?:\.\d{1,3}){3}|\[::1\]`;
const HOST = new RegExp(`^(?:${NAME})(?::\\d*)?$`, 'i');
const ORIGIN = new RegExp(`^https?://(?:${NAME})(?::\\d{1,5})?$`);
/** Addresses of this machine as a socket has them; IPv4 ones may be written as IPv6. */
const ADDRESS = /^(?:(?:::ffff:)?127(?:\.\d{1,3}){3}|::1)$/;

/**
 * Whether a page of another site sent a request, or could have: its `Origin` is neither this server's nor on a loopback
 * address; or it came over a loopback address by another name, which a site can give to 127.0.0.1 (DNS rebinding).
 */
export function isFromForeignPage({ headers, socket }: IncomingMessage): boolean {
  const { host, origin } = headers;
  if (host !== undefined && !HOST.test(host) && ADDRESS.test(socket.localAddress ?? '')) return true;
  if (origin === undefined || ORIGIN.test(origin)) return false;
  return origin !== `http://${host}`;
}
