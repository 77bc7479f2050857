import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { CallFault } from './faults.ts';
import { errorEnvelope, PlainText } from './wire.ts';

/** Responds without reading the body, and closes the connection. */
export function rejectPage(request: IncomingMessage, response: ServerResponse): void {
  send(response, 403, { message: 'not for web pages' }, { Connection: 'close' });
  request.resume();
}

export function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const isText = body instanceof PlainText;
  response.writeHead(status, { 'Content-Type': isText ? 'text/plain' : 'application/json', ...headers });
  response.end(isText ? body.text : JSON.stringify(body));
}

export function sendPicture(response: ServerResponse, svg: string): void {
  response.writeHead(200, {
    'Content-Type': 'image/svg+xml',
    'Content-Security-Policy': "default-src 'none'",
    'Cache-Control': 'max-age=3600',
  });
  response.end(svg);
}

/** Rejects a missing or wrong key as the API's front server does (wire-facts 2.4). */
export function rejectKey(response: ServerResponse, key: unknown): void {
  const message = key ? 'Invalid authentication credentials' : 'No API key found in request';
  send(response, 401, { message }, { 'WWW-Authenticate': 'Key realm="kong"' });
}

/**
 * Responds in place of the endpoint.
 * @returns false for a fault that needs the endpoint's own response
 */
export function respondWithFault(response: ServerResponse, fault: CallFault, now: number): boolean {
  switch (fault.kind) {
    case 'answer':
      response.writeHead(fault.status ?? 500, { 'Content-Type': 'application/json', ...fault.headers });
      response.end(fault.body ?? '');
      return true;
    case 'html':
      response.writeHead(fault.status ?? 200, { 'Content-Type': 'text/html' });
      response.end('<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>');
      return true;
    case 'error-envelope':
      send(response, 200, errorEnvelope(fault.errorCode, 'scripted', now));
      return true;
    case 'large': {
      const text = Buffer.alloc(fault.bytes ?? 5 * 1024 * 1024, ' ');
      text.write('[');
      text.write(']', text.length - 1);
      response.writeHead(200, {
        'Content-Type': 'application/json',
        ...(fault.compressed && { 'Content-Encoding': 'gzip' }),
      });
      response.end(fault.compressed ? gzipSync(text) : text);
      return true;
    }
    default:
      return false;
  }
}

export async function drip(response: ServerResponse, body: unknown, ms: number): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  for (const byte of Buffer.from(JSON.stringify(body))) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await sleep(ms, undefined, { ref: false });
  }
  response.end();
}

export function truncate(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  });
  response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
}
