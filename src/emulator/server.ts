import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createControl, type RecordedCall } from './control.ts';
import { corruptList, createFaultScript, type Fault } from './faults.ts';
import type { Message } from './model.ts';
import { checkEmulatorOptions, type EmulatorOptions } from './options.ts';
import { pictureAt, withPicturesAt } from './pictures.ts';
import { drip, rejectKey, rejectPage, respondWithFault, send, sendPicture, truncate } from './responses.ts';
import { callEndpoint, endpointOf } from './routes.ts';
import { createSeed, EMULATOR_API_KEY } from './seed.ts';
import { createStore } from './store.ts';
import { isFromForeignPage } from './web-pages.ts';
import { parseBody } from './wire.ts';

export interface Emulator {
  /** The base URL of the emulated REST API. */
  readonly url: string;
  readonly apiKey: string;
  /** The calls since the start or the last reset, oldest first. */
  readonly calls: readonly RecordedCall[];
  /** The messages that were sent and stored, oldest first. */
  readonly messages: readonly Message[];
  /** Scripts a fault for later calls. */
  fault(fault: Fault): void;
  /** Restores the seed, and drops all calls, faults and changes. */
  reset(): void;
  close(): Promise<void>;
}

/** The maximum size of a body; the gateway's own limit is lower. */
const MAX_BODY_BYTES = 1024 * 1024;
/** The maximum size of a stored body. */
const MAX_STORED_BYTES = 64 * 1024;

/**
 * Starts an emulator of the Kommunicate REST API, which is written from the API's documentation alone. The paths below
 * `/__emulator` control it:
 *
 * - `GET calls` reads the calls, without headers, which hold the key;
 * - `POST faults` scripts faults, `GET faults` reads the pending ones, `DELETE faults` removes them;
 * - `POST reset` restores the seed.
 *
 * Web pages may not use these paths. Pages of other sites may not call the API either (403).
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
    clock = 'real',
  } = options;
  let address: string | undefined;
  const seed = () => (address === undefined ? createSeed() : withPicturesAt(createSeed(), address));
  const store = createStore({ maxMessages: maxCalls, clock, seed });
  const faults = createFaultScript();
  const calls: RecordedCall[] = [];
  let inFlight = 0;

  const reset = () => {
    store.reset();
    faults.clear();
    calls.length = 0;
  };

  const control = createControl({ calls, faults, reset });

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: target = '/' } = request;
    const { pathname, searchParams } = new URL(target, 'http://emulator');
    const isControl = pathname.startsWith('/__emulator/');
    if (isFromForeignPage(request) || (isControl && request.headers.origin !== undefined)) {
      return rejectPage(request, response);
    }
    const key = request.headers['api-key'] || searchParams.get('apiKey');
    const read = await readBody(request, isControl || key === apiKey);
    if (read === undefined) return send(response, 413, { message: 'Request Entity Too Large' });
    const body = read.toString('utf8');

    if (isControl) {
      const reply = control(`${method} ${pathname.slice('/__emulator/'.length)}`, body);
      return send(response, reply.status, reply.body);
    }

    const picture = method === 'GET' ? pictureAt(pathname) : undefined;
    if (picture !== undefined) return sendPicture(response, picture);

    const endpoint = endpointOf(pathname);
    const storedBody = read.length > MAX_STORED_BYTES ? read.toString('utf8', 0, MAX_STORED_BYTES) : body;
    calls.push({
      endpoint,
      method,
      path: target,
      rawHeaders: request.rawHeaders,
      body: storedBody,
      inFlight,
    });
    if (calls.length > maxCalls) calls.shift();

    const fault = endpoint && faults.take(endpoint);
    if (fault?.kind === 'delay')
      await ('until' in fault ? fault.until : sleep(fault.ms, undefined, { ref: false }));
    if (fault?.kind === 'hang') return undefined;
    if (fault?.kind === 'reset' && !fault.applied) return void request.socket.destroy();
    if (fault && respondWithFault(response, fault, store.now())) return;

    if (key !== apiKey) return rejectKey(response, key);

    const ofUserId = request.headers['of-user-id'] ?? searchParams.get('ofUserId');
    const { status, body: result } = callEndpoint(endpoint, method, {
      query: searchParams,
      ofUserId: typeof ofUserId === 'string' ? ofUserId : undefined,
      body: () => parseBody(body),
      store,
      shape,
      endTimeInclusive,
    });
    if (fault?.kind === 'reset') return void request.socket.destroy();
    if (fault?.kind === 'truncated') return truncate(response, status, result);
    if (fault?.kind === 'drip') return drip(response, result, fault.ms ?? 100);
    return send(response, status, fault ? corruptList(result, fault.kind) : result);
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
  // Clients cannot call the address that means all interfaces, and the check of `Host` rejects it.
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

/**
 * @param isKept whether to keep the body. It is read in any case: otherwise the caller might not receive the response
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
