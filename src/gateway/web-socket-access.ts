import type { IncomingMessage } from 'node:http';
import { badRequest, forgeable } from '../errors.ts';
import type { OriginList } from '../http/cors.ts';
import type { UpgradeRejection } from './reject-upgrade.ts';

/* Which WebSockets may be opened, and with which credentials. */

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
export function rejectionOf(request: IncomingMessage, origins: OriginList): UpgradeRejection | undefined {
  const { url = '', headers } = request;
  if (url.split('?')[0] !== '/graphql') return { status: 404, reason: 'path' };
  if (!isWebSocket(request)) return { status: 400, reason: 'upgrade' };
  const { origin, host } = headers;
  if (origin === undefined || origins.has(origin)) return undefined;
  if (['http', 'https'].some((scheme) => origin === `${scheme}://${host}`)) return undefined;
  return { status: 403, reason: 'origin', refusedOrigin: forgeable('origin', origin).origin };
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
