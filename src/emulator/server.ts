import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChanges, type Changes, type ChangeResult } from './changes.ts';
import { createControl, type RecordedCall } from './control.ts';
import { corruptList, createFaultScript, type Fault } from './faults.ts';
import type { Message } from './model.ts';
import { checkEmulatorOptions, type EmulatorOptions } from './options.ts';
import { pictureAt, withPicturesAt } from './pictures.ts';
import { readBody } from './request-body.ts';
import { drip, rejectKey, rejectPage, respondWithFault, send, sendPicture, truncate } from './responses.ts';
import { callEndpoint, endpointOf } from './routes.ts';
import { createSeed, EMULATOR_API_KEY } from './seed.ts';
import { createStore } from './store.ts';
import { createVisibility } from './visibility.ts';
import { createVisitor, VISIT_MS } from './visitor.ts';
import { isFromForeignPage } from './web-pages.ts';
import { createWebhooks, type RecordedWebhook, type WebhookTarget } from './webhooks.ts';
import { parseBody } from './wire.ts';

export interface Emulator {
  /** The base URL of the emulated REST API. */
  readonly url: string;
  readonly apiKey: string;
  /** The calls since the start or the last reset, oldest first. */
  readonly calls: readonly RecordedCall[];
  /** The messages that were sent and stored, oldest first. */
  readonly messages: readonly Message[];
  /** The webhooks since the start or the last reset, oldest first, with what came back. */
  readonly webhooks: readonly RecordedWebhook[];
  /** Scripts a fault for later calls, messages or webhooks. */
  fault(fault: Fault): void;
  /**
   * Applies what happens without the REST API, as the requests below `/__emulator` do: a message of any user, or a change of
   * a user or a group.
   * @returns what was stored
   * @throws {TypeError} naming all fields that are wrong
   */
  change(what: keyof Changes, fields: object): object;
  /** Sends the webhooks of later messages to this address; undefined: sends none. */
  sendWebhooksTo(target: WebhookTarget | undefined): void;
  /** Sends the webhooks that a fault holds back. */
  releaseWebhooks(): void;
  /** Resolves when no webhook is on its way. Those that a fault holds back are not. */
  webhooksSent(): Promise<void>;
  /** Restores the seed, and drops all calls, faults, webhooks and changes. */
  reset(): void;
  close(): Promise<void>;
}

/** The maximum size of a stored body. */
const MAX_STORED_BYTES = 64 * 1024;

/**
 * Starts an emulator of the Kommunicate REST API, which is written from the API's documentation alone. The paths below
 * `/__emulator` control it:
 *
 * - `GET calls` reads the calls, without headers, which hold the key;
 * - `POST faults` scripts faults, `GET faults` reads the pending ones, `DELETE faults` removes them;
 * - `POST messages`, `POST users` and `POST groups` change what no call of the REST API changes;
 * - `GET webhooks` reads the webhooks, `POST webhooks` sends those that a fault holds back;
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
    webhookUrl,
    webhookToken,
    visitor = false,
  } = options;
  let address: string | undefined;
  const seed = () => (address === undefined ? createSeed() : withPicturesAt(createSeed(), address));
  const faults = createFaultScript();
  const visibility = createVisibility(faults.takeForMessage);
  const store = createStore({
    maxMessages: maxCalls,
    clock,
    seed,
    onMessage(message) {
      visibility.add(message);
      webhooks.add(message);
    },
  });
  const webhooks = createWebhooks({
    store,
    takeFault: faults.takeForWebhook,
    maxWebhooks: maxCalls,
    target: webhookUrl === undefined ? undefined : { url: webhookUrl, token: webhookToken },
  });
  const changes = createChanges(store);
  const calls: RecordedCall[] = [];
  let inFlight = 0;

  const reset = () => {
    store.reset();
    faults.clear();
    visibility.clear();
    webhooks.clear();
    calls.length = 0;
  };

  const control = createControl({ calls, faults, changes, webhooks, reset });

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
      visibility,
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
  const { visit } = createVisitor(store, changes.messages);
  const visits = visitor ? setInterval(visit, VISIT_MS).unref() : undefined;
  return {
    url,
    apiKey,
    calls,
    messages: store.sent,
    get webhooks() {
      return webhooks.list();
    },
    fault: (fault) => faults.add(fault),
    change: (what, fields) => appliedOf(what, changes[what](fields)),
    sendWebhooksTo: webhooks.sendTo,
    releaseWebhooks: webhooks.release,
    webhooksSent: webhooks.idle,
    reset,
    close: () =>
      new Promise((resolve) => {
        clearInterval(visits);
        webhooks.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function appliedOf(what: keyof Changes, outcome: ChangeResult): object {
  if ('result' in outcome) return outcome.result;
  throw new TypeError(`change ${what}: ${outcome.problems.join('; ')}`);
}
