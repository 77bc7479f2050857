import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { badRequest } from '../errors.ts';
import type { OriginList } from '../http/cors.ts';
import type { Logger } from '../lib/logger.ts';

/* Which WebSockets may be opened, and with which credentials. */

/** Why a connection may not be opened. The client sees the status, and the log has all. */
interface Refusal {
  readonly status: number;
  readonly reason?: string | undefined;
  /** The `Origin` of a page that is not allowed. */
  readonly refusedOrigin?: string | undefined;
}

/** `connectionParams` that are credentials, by lower-case name. Apollo Router sends the whole header as `token`. */
const CREDENTIALS: ReadonlyMap<string, string> = new Map([
  ['authorization', 'authorization'],
  ['token', 'authorization'],
  ['api-key', 'api-key'],
  ['of-user-id', 'of-user-id'],
]);

export function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/** Why a connection may not be opened; undefined if it may. */
export function refusalOf(request: IncomingMessage, origins: OriginList): Refusal | undefined {
  const { url = '', headers } = request;
  if (url.split('?')[0] !== '/graphql') return { status: 404, reason: 'path' };
  if (!isWebSocket(request)) return { status: 400, reason: 'upgrade' };
  const { origin, host } = headers;
  if (origin === undefined || origins.has(origin)) return undefined;
  if (['http', 'https'].some((scheme) => origin === `${scheme}://${host}`)) return undefined;
  return { status: 403, reason: 'origin', refusedOrigin: origin };
}

/** Responds to an upgrade that is refused, and closes its connection. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal, logger: Logger): void {
  const { status, refusedOrigin } = refusal;
  logger.info(
    { ...refusal, setting: refusedOrigin === undefined ? undefined : 'CORS_ORIGINS' },
    'upgrade refused',
  );
  // A client that keeps its side open would delay the end of the process.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/**
 * The credentials in `connectionParams`, as headers. Other parameters are ignored.
 * @throws {GatewayError} `BAD_REQUEST` for a credential that is given twice, or that is no text
 */
export function credentialsOf(params: Readonly<Record<string, unknown>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) {
    const header = CREDENTIALS.get(name.toLowerCase());
    if (header === undefined || value === null || value === undefined) continue;
    if (typeof value !== 'string' || !/^[\x20-\x7e]*$/.test(value)) throw badRequest('malformed');
    if (Object.hasOwn(headers, header)) throw badRequest(`doubled-${header}` as 'doubled-authorization');
    headers[header] = value;
  }
  return headers;
}
