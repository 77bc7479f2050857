import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { createFaultScript, spoilList, type Fault, type FaultKind } from './faults.ts';
import { readFaults } from './read-faults.ts';
import { answer, endpointOf, type Endpoint } from './routes.ts';
import { EMULATOR_API_KEY } from './seed.ts';
import { checkEmulatorOptions } from './options.ts';
import { createStore } from './store.ts';
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
  /** Calls and messages that are remembered at most: the oldest are forgotten first. Default 1000. */
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

/**
 * The Kommunicate REST API on a loopback socket, written from its documentation and from nothing else.
 * Besides the API, under `/__emulator`: `GET calls` reads the calls (without headers, which hold the key), `POST
 * faults` scripts faults, `GET faults` reads those that are due and `DELETE faults` takes them back, and `POST reset`
 * goes back to the seeded world. Pages of other sites may do none of it.
 * @throws {TypeError} for an option that breaks its rule, naming the option, the rule and the value
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
  } = options;
  const store = createStore({ maxMessages: maxCalls });
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
    const body = await readBody(request);
    if (body === undefined) return send(response, 413, { message: 'Request Entity Too Large' });

    if (pathname.startsWith('/__emulator/')) {
      if (request.headers.origin !== undefined || !isMeant(request.headers.host, host)) {
        return send(response, 403, { message: 'not for web pages' });
      }
      const { status, body: answered } = control(`${method} ${pathname.slice('/__emulator/'.length)}`, body);
      return send(response, status, answered);
    }

    const endpoint = endpointOf(pathname);
    calls.push({ endpoint, method, path: target, rawHeaders: request.rawHeaders, body, inFlight });
    if (calls.length > maxCalls) calls.shift();

    const fault = endpoint && faults.take(endpoint);
    if (fault?.kind === 'delay')
      await ('until' in fault ? fault.until : sleep(fault.ms, undefined, { ref: false }));
    if (fault?.kind === 'hang') return undefined;
    if (fault?.kind === 'reset' && !fault.applied) return void request.socket.destroy();
    if (fault && answerInstead(response, fault, store.now())) return;

    const key = request.headers['api-key'] || searchParams.get('apiKey');
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
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${chosenPort}`,
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

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/;

/** Whether a request on this machine has come by an address of this machine: a page can rename its own to that. */
function isMeant(header: string | undefined, listening: string): boolean {
  return !LOOPBACK.test(listening) || LOOPBACK.test((header ?? '').replace(/:\d+$/, ''));
}

function withoutKey({ rawHeaders: _rawHeaders, path, ...call }: RecordedCall) {
  return { ...call, path: path.replace(/(?<=[?&]apiKey=)[^&]*/, '…') };
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    received += chunk.byteLength;
    if (received > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
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
