import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '../lib/logger.ts';

/** Why an upgrade is rejected. The client receives the status, and the log line has all fields. */
export interface UpgradeRejection {
  readonly status: number;
  readonly reason?: string | undefined;
  /** The `Origin` of a page that is not allowed. */
  readonly refusedOrigin?: string | undefined;
}

/** Responds to an `upgrade` event with an error, closes the connection, and logs it. */
export function rejectUpgrade(
  { url = '' }: IncomingMessage,
  socket: Duplex,
  { status, reason, refusedOrigin }: UpgradeRejection,
  logger: Logger,
): void {
  // Node listens for errors of a socket only until it emits `upgrade`. An error without a listener would end the process.
  socket.on('error', () => socket.destroy());
  // A client that keeps its side open would delay the end of the process.
  socket.once('finish', () => socket.destroy());
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Length: 0',
    'Sec-WebSocket-Version: 13',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
  const setting = refusedOrigin === undefined ? undefined : 'CORS_ORIGINS';
  const fields = { status, reason, refusedOrigin, setting };
  if (url.split('?')[0] === '/graphql') logger.info(fields, 'upgrade rejected');
  else logger.debug(fields, 'upgrade rejected');
}
