import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Server as NetServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { badRequest, forgeable, type GatewayError } from '../errors.ts';
import { createGateway } from '../gateway/gateway.ts';
import type { GatewayOptions } from '../gateway/options.ts';
import { LIMITS } from '../gateway/settings.ts';
import { silentLogger, type Logger } from '../lib/logger.ts';
import { isLoopbackAddress, isLoopbackHost, isLoopbackOrigin } from '../lib/loopback.ts';
import { pathOfTarget } from './request-target.ts';
import { checkOptions, duration, func } from '../lib/option-rules.ts';
import { rulesOf } from '../lib/settings.ts';
import { SERVER } from './settings.ts';

export interface ServerOptions extends Omit<GatewayOptions, 'isDraining'> {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 4000; 0 picks a free one. */
  readonly port?: number;
  /**
   * How long an idle connection is kept open, in milliseconds. A balancer in front must keep its own for less, or it sends
   * a request on a connection that is being closed. Default 65000.
   */
  readonly keepAliveTimeoutMs?: number;
  /**
   * How long new connections are still served once the server is told to close, in milliseconds. Default 0.
   */
  readonly drainDelayMs?: number;
  /**
   * How long a connection may take, once the server closes, to send a request that was on its way, or the rest of
   * one, in milliseconds. Nothing has been executed for it. Default 1000.
   */
  readonly unsentGraceMs?: number;
  /**
   * How long a request that is being answered may take after that, in milliseconds. Default: the time of a request
   * and five seconds.
   */
  readonly answerGraceMs?: number;
  /** How times are waited for. Default: timers that do not keep the process alive. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

/** Time for the headers of a request, as Node has it, and how much longer than an idle connection it is at least. */
const HEADERS_MS = 60_000;
const ABOVE_KEEP_ALIVE_MS = 5000;
/** Time for a whole request to arrive, as Node has it. Its body has less, by the time of a request. */
const ARRIVAL_MS = 300_000;

/** What it takes at most to write an answer once a request's time is over. */
const ANSWERING_MS = 5000;

export interface RunningServer {
  /** Where the server listens, without a path. */
  readonly url: string;
  /** Not ready any more; then no new connections; resolves when the last request has been answered. */
  close(): Promise<void>;
}

/**
 * Serves a gateway over HTTP.
 * @throws {TypeError} for an option that breaks its rule, naming the option, the rule, and the value unless it is secret
 * @throws what `node:net` says when the address cannot be had, such as `EADDRINUSE`
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  checkOptions<ServerOptions>('startServer', options, {
    ...rulesOf(SERVER),
    unsentGraceMs: duration,
    answerGraceMs: duration,
    sleep: func,
  });
  const {
    host = SERVER.host.default,
    port = SERVER.port.default,
    keepAliveTimeoutMs = SERVER.keepAliveTimeoutMs.default,
    drainDelayMs = SERVER.drainDelayMs.default,
    unsentGraceMs = 1000,
    limits: { requestTimeoutMs = LIMITS.requestTimeoutMs.default } = {},
    answerGraceMs = requestTimeoutMs + ANSWERING_MS,
    sleep = (milliseconds) => delay(milliseconds, undefined, { ref: false }),
    logger = silentLogger,
    identity,
    cors: { origins: corsOrigins = [] } = {},
  } = options;
  const guardsLoopback = identity.mode === 'sandbox' && isLoopbackAddress(host);
  let draining = false;
  let graceIsOver = false;
  const gateway = createGateway({ ...options, isDraining: () => draining });
  const connections = new Map<Socket, Connection>();

  const server = createServer(timeoutsOf(keepAliveTimeoutMs), (request, response) => {
    const { socket } = request;
    const connection = connections.get(socket);
    // Behind an answer that ends its connection nothing can be answered, so nothing may be done either.
    if (!connection || connection.ends) return;
    connection.request = request;
    connection.open.add(response);
    // It comes once: nothing is to be taken off.
    response.on('close', () => {
      connection.open.delete(response);
      if (graceIsOver && isStalled(connection)) socket.destroySoon();
    });
    if (draining) closeAfterResponse(response, connection);
    const flaw =
      findRequestError(request) ?? (guardsLoopback ? foreignness(request, corsOrigins) : undefined);
    if (flaw === undefined) {
      gateway.handle(request, response);
    } else {
      closeAfterResponse(response, connection);
      sendBadRequest(response, flaw, logger);
    }
  });
  server.on('connection', (socket) => {
    connections.set(socket, { request: undefined, open: new Set(), ends: false });
    socket.once('close', () => connections.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => logger.error({ err: error }, 'server error'));

  /**
   * Node stops its own time-outs with the server, and does not count a connection as idle before its first
   * request (browsers open some ahead of need): without this one stalled client would keep the process alive
   * for ever.
   */
  const closeStalled = async () => {
    await sleep(unsentGraceMs);
    graceIsOver = true;
    for (const [socket, connection] of connections) if (isStalled(connection)) socket.destroy();
    await sleep(answerGraceMs);
    server.closeAllConnections();
  };

  let closing: Promise<void> | undefined;
  const close = async () => {
    draining = true;
    if (drainDelayMs > 0) await sleep(drainDelayMs);
    // As the HTTP server's own, but for its idle connections: a request may be on its way there, to be answered.
    const closed = new Promise<void>((resolve) => {
      NetServer.prototype.close.call(server, () => resolve());
    });
    for (const connection of connections.values()) {
      const last = [...connection.open].at(-1);
      if (last) closeAfterResponse(last, connection);
    }
    void closeStalled();
    await closed;
    await gateway.close();
  };

  return { url: urlOf(server.address() as AddressInfo), close: () => (closing ??= close()) };
}

/** Node's time-outs for connections: an idle one outlives none of the others. */
export function timeoutsOf(keepAliveTimeoutMs: number) {
  const headersTimeout = Math.max(HEADERS_MS, keepAliveTimeoutMs + ABOVE_KEEP_ALIVE_MS);
  const requestTimeout = Math.max(ARRIVAL_MS, headersTimeout);
  return { keepAliveTimeout: keepAliveTimeoutMs, headersTimeout, requestTimeout };
}

/** What a connection is at. */
interface Connection {
  /** The request that it has sent last. */
  request: IncomingMessage | undefined;
  /** The answers that are due. */
  readonly open: Set<ServerResponse>;
  /** Whether one of them is to be its last. */
  ends: boolean;
}

/** Makes an answer the last of its connection: a kept-alive one would outlive the server. */
function closeAfterResponse(response: ServerResponse, connection: Connection): void {
  if (response.headersSent) return;
  response.setHeader('connection', 'close');
  connection.ends = true;
}

/**
 * Whether nothing is being answered: no answer is due, or only that to a request of which a part is still
 * missing.
 */
function isStalled({ request, open }: Connection): boolean {
  return open.size === 0 || (open.size === 1 && !request?.complete);
}

/**
 * What is wrong with where a request goes: everything behind takes its URL from its target and its host. A target that
 * is a whole URL must name that host, and becomes a path.
 */
function findRequestError(request: IncomingMessage): GatewayError | undefined {
  if (!hasHost(request)) return badRequest('host');
  const path = pathOfTarget(request.url ?? '', request.headers.host);
  if (path === undefined) return badRequest('target');
  request.url = path;
  return undefined;
}

/**
 * Refuses pages of other sites, for a sandbox that only this machine can reach: it needs no credentials. A site that
 * points its own name at this machine is known by `Host`, and any other by `Origin`. Browser extensions are no sites.
 */
function foreignness(
  { headers: { host, origin } }: IncomingMessage,
  corsOrigins: readonly string[],
): GatewayError | undefined {
  if (host !== undefined && !isLoopbackHost(host)) return badRequest('host-not-loopback', 421);
  if (origin === undefined || isLoopbackOrigin(origin) || corsOrigins.includes(origin)) return undefined;
  return /^(null$|https?:)/i.test(origin) ? forgeable('origin', origin) : undefined;
}

/** Whether a request has one `Host`, which is nothing but a host. */
function hasHost({ headers: { host }, rawHeaders, httpVersion }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host');
  // Balancers that ask after our health speak HTTP/1.0, which had none.
  if (hosts.length === 0) return httpVersion === '1.0';
  return hosts.length === 1 && isHost(host ?? '');
}

const HOSTS = new Set<string>();
/** Characters in a `Host` at most: a DNS name has 253, a port five. */
const MAX_HOST = 260;
/** Names by which a server is asked again and again. */
const MOST_HOSTS = 100;

function isHost(host: string): boolean {
  if (host.length > MAX_HOST) return false;
  if (HOSTS.has(host)) return true;
  const isGood = /^([\w.-]+|\[[\da-f:.]+\])(:\d*)?$/i.test(host) && URL.canParse(`http://${host}`);
  if (isGood && HOSTS.size < MOST_HOSTS) HOSTS.add(host);
  return isGood;
}

function sendBadRequest(response: ServerResponse, error: GatewayError, logger: Logger): void {
  const { message, code, retryable, reason, origin, http } = error;
  const status = http?.status ?? 400;
  const requestId = randomUUID();
  const headers = { 'content-type': 'application/json; charset=utf-8', 'x-request-id': requestId };
  response.writeHead(status, headers);
  response.end(JSON.stringify({ errors: [{ message, extensions: { code, retryable, reason, origin } }] }));
  const setting = code === 'CSRF_CHECK_FAILED' ? 'CORS_ORIGINS' : undefined;
  logger.info({ requestId, status, errorCodes: [code], reason, refusedOrigin: origin, setting }, 'request');
}

function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
