import { randomUUID } from 'node:crypto';
import type { Registry } from '@prometheus-io/client';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Server as NetServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { badRequest, forgeable, type GatewayError } from '../errors.ts';
import { checkGatewayOptions } from '../gateway/check-options.ts';
import { createGateway } from '../gateway/gateway.ts';
import { LIMITS } from '../gateway/settings.ts';
import { rejectUpgrade } from '../gateway/reject-upgrade.ts';
import { isWebSocket } from '../gateway/web-socket-access.ts';
import { silentLogger, type Logger } from '../lib/logger.ts';
import { isLoopbackAddress, isLoopbackHost, isLoopbackOrigin } from '../lib/loopback.ts';
import { checkOptions, duration, func } from '../lib/option-rules.ts';
import { rulesOf } from '../lib/settings.ts';
import { startMetricsServer } from '../observability/metrics-server.ts';
import { hasValidHost } from './host-header.ts';
import type { ServerOptions } from './options.ts';
import { pathOfTarget } from './request-target.ts';
import { SERVER } from './settings.ts';

/** Node's default `headersTimeout`. */
const HEADERS_MS = 60_000;
/** Minimum difference between `headersTimeout` and `keepAliveTimeout`, in milliseconds. */
const ABOVE_KEEP_ALIVE_MS = 5000;
/** Node's default `requestTimeout`. The gateway limits the time for a body itself, with `requestTimeoutMs`. */
const ARRIVAL_MS = 300_000;

/** Time to write a response after the deadline of its request. */
const RESPONSE_MS = 5000;

export interface RunningServer {
  /** The base URL of the server, without a path. */
  readonly url: string;
  /** The URL of the metrics; undefined without `metricsPort`. */
  readonly metricsUrl: string | undefined;
  /** Makes `/ready` fail, then refuses connections. Resolves when the last request has finished. */
  close(): Promise<void>;
}

const RULES = { ...rulesOf(SERVER), unsentGraceMs: duration, answerGraceMs: duration, sleep: func };

/**
 * Serves a gateway over HTTP.
 * @throws {TypeError} for an option that breaks its rule, naming the option, the rule, and the value unless it is secret
 * @throws {Error} the error of `node:net` when the server cannot listen, such as `EADDRINUSE`
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  checkOptions<ServerOptions>('startServer', options, RULES);
  checkGatewayOptions('startServer', options, Object.keys(RULES));
  const {
    host = SERVER.host.default,
    port = SERVER.port.default,
    keepAliveTimeoutMs = SERVER.keepAliveTimeoutMs.default,
    drainDelayMs = SERVER.drainDelayMs.default,
    metricsPort,
    metricsHost = SERVER.metricsHost.default,
    unsentGraceMs = 1000,
    answerGraceMs = (options.limits?.requestTimeoutMs ?? LIMITS.requestTimeoutMs.default) + RESPONSE_MS,
    sleep = (milliseconds) => delay(milliseconds, undefined, { ref: false }),
    ...gatewayOptions
  } = options;
  const { identity, logger = silentLogger, cors: { origins: corsOrigins = [] } = {} } = gatewayOptions;
  const guardsLoopback = identity.mode === 'sandbox' && isLoopbackAddress(host);
  let draining = false;
  let isUnsentGraceOver = false;
  const metrics = await registryFor(metricsPort, gatewayOptions.metrics);
  const gateway = createGateway({ ...gatewayOptions, metrics, isDraining: () => draining });
  const connections = new Map<Socket, Connection>();

  // A request that offers another upgrade, such as the `h2c` of curl, is served. Node calls this since 22.21 and 24.9.
  const shouldUpgradeCallback = (request: IncomingMessage) =>
    gateway.handleUpgrade !== undefined && isWebSocket(request);
  const server = createServer(
    { ...timeoutsOf(keepAliveTimeoutMs), shouldUpgradeCallback },
    (request, response) => {
      const { socket } = request;
      const connection = connections.get(socket);
      // No response can follow the last one of a connection, so the request must have no effect.
      if (!connection || connection.isEnding) return;
      connection.last = response;
      connection.pending += 1;
      response.on('close', () => {
        connection.pending -= 1;
        if (connection.pending === 0) connection.last = undefined;
        if (isUnsentGraceOver && isStalled(connection)) socket.destroySoon();
      });
      // After a request that offers an upgrade, Node drops what has arrived with it.
      if (draining || request.headers.upgrade !== undefined) closeAfterResponse(response, connection);
      const error =
        findRequestError(request) ?? (guardsLoopback ? findOriginError(request, corsOrigins) : undefined);
      if (error === undefined) {
        gateway.handle(request, response);
      } else {
        closeAfterResponse(response, connection);
        sendBadRequest(response, error, logger);
      }
    },
  );
  const { handleUpgrade } = gateway;
  if (handleUpgrade) {
    server.on('upgrade', (request, socket, head) => {
      // From now on the socket is no connection of HTTP: `endSubscriptions` closes it.
      const connection = connections.get(request.socket);
      connections.delete(request.socket);
      if (connection && connection.pending > 0) {
        // Whatever is written now would stand before the responses that the client waits for, or within the WebSocket.
        socket.destroy();
        return;
      }
      const error =
        findRequestError(request) ?? (guardsLoopback ? findOriginError(request, corsOrigins) : undefined);
      if (error) {
        const { http, reason, origin } = error;
        rejectUpgrade(
          request,
          socket,
          { status: http?.status ?? 400, reason, refusedOrigin: origin },
          logger,
        );
      } else if (draining) rejectUpgrade(request, socket, { status: 503, reason: 'draining' }, logger);
      else handleUpgrade(request, socket, head);
    });
  }
  server.on('connection', (socket) => {
    connections.set(socket, { last: undefined, pending: 0, isEnding: false });
    socket.once('close', () => connections.delete(socket));
  });
  // Before the first request can arrive.
  const metricsServer =
    metricsPort === undefined || !metrics
      ? undefined
      : await startMetricsServer({
          host: metricsHost,
          port: metricsPort,
          registry: metrics,
          readiness: gateway.readiness,
        });
  try {
    await listen(server, port, host);
  } catch (error) {
    await metricsServer?.close();
    throw error;
  }
  server.on('error', (error) => logger.error({ err: error }, 'server error'));

  /**
   * After `close`, Node's server has no timeouts, and does not treat a connection without a request as idle (browsers open
   * some in advance). Without this function one stalled client would keep the process alive forever.
   */
  const closeStalled = async () => {
    await sleep(unsentGraceMs);
    isUnsentGraceOver = true;
    for (const [socket, connection] of connections) if (isStalled(connection)) socket.destroy();
    await sleep(answerGraceMs);
    server.closeAllConnections();
  };

  let closing: Promise<void> | undefined;
  const close = async () => {
    draining = true;
    if (drainDelayMs > 0) await sleep(drainDelayMs);
    // `close` of the HTTP server would also close idle connections. A request may be on its way on one of them.
    const closed = new Promise<void>((resolve) => {
      NetServer.prototype.close.call(server, () => resolve());
    });
    for (const connection of connections.values()) {
      const { last } = connection;
      if (last) closeAfterResponse(last, connection);
    }
    void closeStalled();
    // Streams would keep their connections open.
    await gateway.endSubscriptions();
    await closed;
    await gateway.close();
    await metricsServer?.close();
  };

  const metricsUrl = metricsServer && `${urlOf(metricsServer.address)}/metrics`;
  return { url: urlOf(server.address() as AddressInfo), metricsUrl, close: () => (closing ??= close()) };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** The registry that the gateway and the server of the metrics share. Loaded only if there are metrics. */
async function registryFor(
  metricsPort: number | undefined,
  given: Registry | undefined,
): Promise<Registry | undefined> {
  if (given || metricsPort === undefined) return given;
  const { createDefaultRegistry } = await import('../observability/default-registry.ts');
  return createDefaultRegistry();
}

/** The timeouts of Node's server. `keepAliveTimeout` must be the shortest. */
export function timeoutsOf(keepAliveTimeoutMs: number) {
  const headersTimeout = Math.max(HEADERS_MS, keepAliveTimeoutMs + ABOVE_KEEP_ALIVE_MS);
  const requestTimeout = Math.max(ARRIVAL_MS, headersTimeout);
  return { keepAliveTimeout: keepAliveTimeoutMs, headersTimeout, requestTimeout };
}

interface Connection {
  /** The response to the last request; undefined when all responses are complete. */
  last: ServerResponse | undefined;
  /** The number of responses that are not complete. A `Set` would keep completed ones alive (`src/batching/shared-lookups.ts`). */
  pending: number;
  /** Whether the last pending response will close the connection. */
  isEnding: boolean;
}

/** Closes the connection after a response. A closing server must not keep it alive. */
function closeAfterResponse(response: ServerResponse, connection: Connection): void {
  if (response.headersSent) return;
  response.setHeader('connection', 'close');
  connection.isEnding = true;
}

/**
 * Whether the gateway is executing no request of a connection: none is pending, or only one that has not fully arrived.
 */
function isStalled({ last, pending }: Connection): boolean {
  return pending === 0 || (pending === 1 && !last?.req.complete);
}

/**
 * Checks the `Host` and the target of a request, from which all later code takes the URL. A target that is a whole URL must
 * name the same host. It is replaced by its path.
 */
function findRequestError(request: IncomingMessage): GatewayError | undefined {
  if (!hasValidHost(request)) return badRequest('host');
  const path = pathOfTarget(request.url ?? '', request.headers.host);
  if (path === undefined) return badRequest('target');
  request.url = path;
  return undefined;
}

/**
 * Rejects pages of other sites. A sandbox on a loopback address needs this, because it requires no credentials. `Host` shows
 * DNS rebinding, and `Origin` any other site. Browser extensions are allowed.
 */
function findOriginError(
  { headers: { host, origin } }: IncomingMessage,
  corsOrigins: readonly string[],
): GatewayError | undefined {
  if (host !== undefined && !isLoopbackHost(host)) return badRequest('host-not-loopback', 421);
  if (origin === undefined || isLoopbackOrigin(origin) || corsOrigins.includes(origin)) return undefined;
  return /^(null$|https?:)/i.test(origin) ? forgeable('origin', origin) : undefined;
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
