import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { createFaultScript, spoilList, type Fault, type FaultKind } from './faults.ts';
import { pictureAt, withPicturesAt } from './pictures.ts';
import { readFaults } from './read-faults.ts';
import { answer, endpointOf, type Endpoint } from './routes.ts';
import { createSeed, EMULATOR_API_KEY } from './seed.ts';
import { checkEmulatorOptions } from './options.ts';
import { createStore } from './store.ts';
import { isFromForeignPage } from './web-pages.ts';
import { errorEnvelope, parseBody, type AnswerShape } from './wire.ts';
import type { Message } from './world.ts';

export interface EmulatorOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0, which picks a free port. */
  readonly port?: number;
  /** The key that calls must carry. Default `emulator-api-key`. */
  readonly apiKey?: string;
  /** Default `documented`. */
  readonly shape?: AnswerShape;
  /** Whether a page that ends at a time holds what happened at that very millisecond. Default no. */
  readonly endTimeInclusive?: boolean;
  /**
   * Whether the seed's pictures and files have addresses of the emulator, which serves them. Default no: their
   * addresses lead nowhere, and are the same in every run.
   */
  readonly ownPictures?: boolean;
  /**
   * Calls and messages that are remembered at most: the oldest are forgotten first. Default 1000. Messages have
   * 16 Mi characters together at most.
   */
  readonly maxCalls?: number;
}

/** One call as it came over the wire. */
export interface RecordedCall {
  /** Undefined for a path that is not emulated. */
  readonly endpoint: Endpoint | undefined;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names and values in turn, exactly as they came. */
  readonly rawHeaders: readonly string[];
  /** The first 64 KiB; empty for a call without the right key. */
  readonly body: string;
  /** How many calls were under way when this one arrived, itself included. */
  readonly inFlight: number;
}

export interface Emulator {
  /** The base URL of the emulated REST API. */
  readonly url: string;
  readonly apiKey: string;
  /** The calls since the start or the last reset, oldest first. */
  readonly calls: readonly RecordedCall[];
  /** The messages that were sent and stored, oldest first. */
  readonly messages: readonly Message[];
  /** Scripts a fault for calls to come. */
  fault(fault: Fault): void;
  /** Back to the seeded world: no calls, no faults, nothing changed. */
  reset(): void;
  close(): Promise<void>;
}

/** Bodies are read up to here; the gateway's own limit is lower. */
const MAX_BODY_BYTES = 1024 * 1024;
/** Bytes of a body that are remembered at most. */
const MAX_REMEMBERED_BYTES = 64 * 1024;

/**
 * The Kommunicate REST API on a loopback socket, written from its documentation and from nothing else.
 * Besides the API, under `/__emulator`: `GET calls` reads the calls (without headers, which hold the key), `POST
 * faults` scripts faults, `GET faults` reads those that are due and `DELETE faults` takes them back, and `POST reset`
 * goes back to the seeded world. No web page may do that. Pages of other sites may not call the API either (403).
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  checkEmulatorOptions(options);
  const {
    host = '127.0.0.1',
    port = 0,
    apiKey = EMULATOR_API_KEY,
    shape = 'documented',
    maxCalls = 1000,
    endTimeInclusive = false,
    ownPictures = false,
  } = options;
  let address: string | undefined;
  const seed = () => (address === undefined ? createSeed() : withPicturesAt(createSeed(), address));
  const store = createStore({ maxMessages: maxCalls, seed });
  const faults = createFaultScript();
  const calls: RecordedCall[] = [];
  let inFlight = 0;

  const reset = () => {
    store.reset();
    faults.clear();
    calls.length = 0;
  };

  /** What is not the REST API's, but ours. */
  const control = (what: string, body: string): { status: number; body: unknown } => {
    switch (what) {
      case 'GET calls':
        return { status: 200, body: calls.map(withoutKey) };
      case 'GET faults':
        return { status: 200, body: faults.list() };
      case 'POST faults': {
        const read = readFaults(body);
        if ('problems' in read) return { status: 400, body: read };
        for (const fault of read.faults) faults.add(fault);
        return { status: 201, body: faults.list() };
      }
      case 'DELETE faults':
        faults.clear();
        return { status: 200, body: [] };
      case 'POST reset':
        reset();
        return { status: 200, body: { status: 'ok' } };
      default:
        return { status: 404, body: { message: 'GET calls, GET, POST or DELETE faults, POST reset' } };
    }
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: target = '/' } = request;
    const { pathname, searchParams } = new URL(target, 'http://emulator');
    const isControl = pathname.startsWith('/__emulator/');
    if (isFromForeignPage(request) || (isControl && request.headers.origin !== undefined)) {
      return refusePage(request, response);
    }
    const key = request.headers['api-key'] || searchParams.get('apiKey');
    const read = await readBody(request, isControl || key === apiKey);
    if (read === undefined) return send(response, 413, { message: 'Request Entity Too Large' });
    const body = read.toString('utf8');

    if (isControl) {
      const { status, body: answered } = control(`${method} ${pathname.slice('/__emulator/'.length)}`, body);
      return send(response, status, answered);
    }

    const picture = method === 'GET' ? pictureAt(pathname) : undefined;
    if (picture !== undefined) return sendPicture(response, picture);

    const endpoint = endpointOf(pathname);
    const remembered =
      read.length > MAX_REMEMBERED_BYTES ? read.toString('utf8', 0, MAX_REMEMBERED_BYTES) : body;
    calls.push({
      endpoint,
      method,
      path: target,
      rawHeaders: request.rawHeaders,
      body: remembered,
      inFlight,
    });
    if (calls.length > maxCalls) calls.shift();

    const fault = endpoint && faults.take(endpoint);
    if (fault?.kind === 'delay')
      await ('until' in fault ? fault.until : sleep(fault.ms, undefined, { ref: false }));
    if (fault?.kind === 'hang') return undefined;
    if (fault?.kind === 'reset' && !fault.applied) return void request.socket.destroy();
    if (fault && answerInstead(response, fault, store.now())) return;

    if (key !== apiKey) return refuseKey(response, key);

    const ofUserId = request.headers['of-user-id'] ?? searchParams.get('ofUserId');
    const { status, body: due } = answer(endpoint, method, {
      query: searchParams,
      ofUserId: typeof ofUserId === 'string' ? ofUserId : undefined,
      body: () => parseBody(body),
      store,
      shape,
      endTimeInclusive,
    });
    if (fault?.kind === 'reset') return void request.socket.destroy();
    if (fault?.kind === 'truncated') return truncate(response, status, due);
    if (fault?.kind === 'drip') return drip(response, due, fault.ms ?? 100);
    return send(response, status, fault ? spoilList(due, fault.kind) : due);
  };

  const server = createServer((request, response) => {
    inFlight += 1;
    response.once('close', () => (inFlight -= 1));
    handle(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });

  const { port: chosenPort } = server.address() as AddressInfo;
  // Clients cannot use the address that means all interfaces, and the check of `Host` refuses it.
  const url = `http://${/^(0\.0\.0\.0|::)$/.test(host) ? 'localhost' : bracketed(host)}:${chosenPort}`;
  if (ownPictures) {
    address = url;
    store.reset();
  }
  return {
    url,
    apiKey,
    calls,
    messages: store.sent,
    fault: (fault) => faults.add(fault),
    reset,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function withoutKey({ rawHeaders: _rawHeaders, path, ...call }: RecordedCall) {
  return { ...call, path: path.replace(/(?<=[?&]apiKey=)[^&]*/, '…') };
}

/**
 * @param isKept whether the body is wanted; it is read in any case, so that the caller sees the answer
 * @returns undefined for a body that is too large
 */
async function readBody(request: IncomingMessage, isKept: boolean): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    received += chunk.byteLength;
    if (received > MAX_BODY_BYTES) return undefined;
    if (isKept) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Answers without reading the body, so that the connection ends. */
function refusePage(request: IncomingMessage, response: ServerResponse): void {
  send(response, 403, { message: 'not for web pages' }, { Connection: 'close' });
  request.resume();
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function sendPicture(response: ServerResponse, svg: string): void {
  response.writeHead(200, {
    'Content-Type': 'image/svg+xml',
    'Content-Security-Policy': "default-src 'none'",
    'Cache-Control': 'max-age=3600',
  });
  response.end(svg);
}

/** The API front's own refusals (wire-facts 2.4). */
function refuseKey(response: ServerResponse, key: unknown): void {
  const message = key ? 'Invalid authentication credentials' : 'No API key found in request';
  send(response, 401, { message }, { 'WWW-Authenticate': 'Key realm="kong"' });
}

/** Answers in place of the endpoint where the fault is of that kind. */
function answerInstead(response: ServerResponse, fault: FaultKind, now: number): boolean {
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

async function drip(response: ServerResponse, body: unknown, ms: number): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  for (const byte of Buffer.from(JSON.stringify(body))) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await sleep(ms, undefined, { ref: false });
  }
  response.end();
}

function truncate(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  });
  response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
}
