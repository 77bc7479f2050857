import type { IncomingMessage } from 'node:http';
import { badRequest } from '../errors.ts';
import type { OriginList } from '../http/cors.ts';

/* Which WebSockets may be opened, and with which credentials. */

/** `connectionParams` that are credentials, by lower-case name. Apollo Router sends the whole header as `token`. */
const CREDENTIALS: ReadonlyMap<string, string> = new Map([
  ['authorization', 'authorization'],
  ['token', 'authorization'],
  ['api-key', 'api-key'],
  ['of-user-id', 'of-user-id'],
]);

/** The status for a connection that may not be opened. */
export function refusalOf({ url = '', headers }: IncomingMessage, origins: OriginList): string | undefined {
  if (url.split('?')[0] !== '/graphql') return '404 Not Found';
  if (headers.upgrade?.toLowerCase() !== 'websocket') return '400 Bad Request';
  const { origin, host } = headers;
  if (origin === undefined || origins.has(origin)) return undefined;
  return ['http', 'https'].some((scheme) => origin === `${scheme}://${host}`) ? undefined : '403 Forbidden';
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
