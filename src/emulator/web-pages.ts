import type { IncomingMessage } from 'node:http';

const NAME = String.raw`localhost|127(?:\.\d{1,3}){3}|\[::1\]`;
const HOST = new RegExp(`^(?:${NAME})(?::\\d*)?$`, 'i');
const ORIGIN = new RegExp(`^https?://(?:${NAME})(?::\\d{1,5})?$`);
/** Loopback addresses of a socket; an IPv4 address may be written as IPv6. */
const ADDRESS = /^(?:(?:::ffff:)?127(?:\.\d{1,3}){3}|::1)$/;

/**
 * Whether a page of another site may have sent a request. One sign is an `Origin` that is neither this server nor a
 * loopback address. Another is a request to a loopback address with another name in `Host`: a site can point its own name
 * to 127.0.0.1 (DNS rebinding).
 */
export function isFromForeignPage({ headers, socket }: IncomingMessage): boolean {
  const { host, origin } = headers;
  if (host !== undefined && !HOST.test(host) && ADDRESS.test(socket.localAddress ?? '')) return true;
  if (origin === undefined || ORIGIN.test(origin)) return false;
  return origin !== `http://${host}`;
}
