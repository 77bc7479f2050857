import { Pool, type Dispatcher } from 'undici';
import { asUtf8, createByteCollector } from '../../lib/bytes.ts';
import type { Cancellation } from '../../lib/cancellation.ts';
import { decodeContent, readCodings } from './content-encoding.ts';
import { createSemaphore } from './connection-limiter.ts';
import type { HttpOptions } from '../options.ts';
import { UPSTREAM } from '../settings.ts';

/** One call to the REST API. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Path and query, relative to the base URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent for a GET. */
  readonly body?: string | undefined;
  /**
   * The caller behind the call. Absent for a call that serves many callers: it takes turns as its account, and no limit
   * for one caller applies.
   */
  readonly callerId?: string | undefined;
  /** Cancels the call; the promise rejects with its reason. */
  readonly cancellation?: Cancellation | undefined;
  /** Whether the call can be cancelled only before it is sent, with `deadline-exceeded`. Default false. */
  readonly completesOnceSent?: boolean;
  /** Time for this call, in milliseconds. Default, and at most: the client's `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
}

/** A complete response of any status. */
export interface HttpResponse {
  readonly status: number;
  /** The `Retry-After` header. */
  readonly retryAfter: string | undefined;
  readonly body: string;
}

/**
 * Why a call has no response:
 * - `connection-failed`: no connection could be opened, or it broke before the response began;
 * - `timeout`: the call took longer than the client's `timeoutMs`;
 * - `deadline-exceeded`: the call took longer than its own, shorter `timeoutMs`;
 * - `pool-timeout`: the call timed out after it had waited for a connection for most of its time;
 * - `invalid-response`: the response was cut off, too large, not UTF-8, or not in its declared encoding.
 */
export type HttpFailureKind =
  'connection-failed' | 'timeout' | 'deadline-exceeded' | 'pool-timeout' | 'invalid-response';

/** A call without a response. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly kind: HttpFailureKind;
  /** False only if no byte of the call can have been sent. */
  readonly sent: boolean;

  constructor(kind: HttpFailureKind, sent: boolean, cause?: unknown) {
    super(`${kind}, ${sent ? 'sent' : 'not sent'}`, { cause });
    this.kind = kind;
    this.sent = sent;
  }
}

export interface Http {
  /** Resolves with a response of any status. Rejects with `HttpFailure`, or with the reason of the cancellation. */
  send(call: HttpCall): Promise<HttpResponse>;
  /** Where the calls go. */
  readonly host: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly port: number;
  /** The number of calls that have a connection, and of those that wait for one. */
  readonly connections: () => { readonly busy: number; readonly waiting: number };
  /** Waits for calls in flight, and closes the client's own connections. Later calls are `connection-failed`. */
  close(): Promise<void>;
}

/** Share of the connections that one caller may use. */
const CALLER_SHARE = 1 / 4;

/** The only module that sends HTTP to the REST API. It never retries, and never follows a redirect. */
export function createHttp(options: HttpOptions): Http {
  const {
    baseUrl,
    timeoutMs = UPSTREAM.timeoutMs.default,
    connections = UPSTREAM.connections.default,
    maxAnswerBytes = 4 * 1024 * 1024,
  } = options;
  const { origin, pathname, hostname, port, protocol } = new URL(baseUrl);
  const prefix = pathname.replace(/\/+$/, '');
  // undici's timeouts restart with each chunk, so a slow trickle never reaches them. Instead, each call has one timer.
  // HTTP/1.1 only: the API documents nothing else.
  const dispatcher =
    options.dispatcher ??
    new Pool(origin, {
      connections,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: timeoutMs },
    });
  // Not undici's own queue: it destroys a working connection for each call that is cancelled while it waits.
  const connectionSlots = createSemaphore({ limit: connections });
  const callerSlots = createSemaphore({
    limit: Infinity,
    limitPerCaller: Math.max(1, Math.floor(connections * CALLER_SHARE)),
  });
  let pendingCalls = 0;
  let onIdle: (() => void) | undefined;
  let closing: Promise<unknown> | undefined;

  const send = (call: HttpCall): Promise<HttpResponse> =>
    new Promise((resolve, reject) => {
      if (closing) throw new HttpFailure('connection-failed', false, new Error('the client is closed'));
      const { method, path, headers, body, cancellation, completesOnceSent = false } = call;
      const { callerId, timeoutMs: ownTimeoutMs } = call;
      const queueKey = callerId ?? headers['Api-Key'] ?? '';
      const cancelReason = cancellation?.cancelReason();
      if (cancelReason) {
        reject(completesOnceSent ? new HttpFailure('deadline-exceeded', false, cancelReason) : cancelReason);
        return;
      }

      pendingCalls += 1;
      const bytes = createByteCollector(maxAnswerBytes);
      let status = 0;
      let retryAfter: string | undefined;
      let codings: readonly string[] = [];
      let startedAt = Infinity;
      let sent = false;
      let settled = false;
      let controller: Dispatcher.DispatchController | undefined;

      const createdAt = performance.now();
      let callTimeoutMs = ownTimeoutMs ?? timeoutMs;
      let timer: NodeJS.Timeout | undefined;

      const settle = (outcome: () => void) => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        removeListener?.();
        outcome();
        pendingCalls -= 1;
        if (pendingCalls === 0) onIdle?.();
      };
      const fail = (error: Error) => {
        settle(() => reject(error));
        // Before the connection is open there is no controller: onRequestStart aborts the call later.
        if (!cancelWaiting()) controller?.abort(error);
      };
      /** @returns whether the call was still waiting */
      const cancelWaiting = () => {
        if (callerId !== undefined && callerSlots.cancel(waitForConnection, callerId)) return true;
        if (!connectionSlots.cancel(start, queueKey)) return false;
        if (callerId !== undefined) callerSlots.release(callerId);
        return true;
      };
      let isReleased = false;
      const release = () => {
        if (isReleased) return;
        isReleased = true;
        connectionSlots.release(queueKey);
        if (callerId !== undefined) callerSlots.release(callerId);
      };
      const onCancel = (reason: Error) => {
        if (!completesOnceSent) fail(reason);
        else if (cancelWaiting()) fail(new HttpFailure('deadline-exceeded', false, reason));
      };
      const onTimeout = () => {
        const hasMostlyWaited = performance.now() - startedAt < timeoutMs / 2;
        const timeoutKind = hasMostlyWaited ? 'pool-timeout' : 'timeout';
        fail(new HttpFailure(callTimeoutMs < timeoutMs ? 'deadline-exceeded' : timeoutKind, sent));
      };
      /** A response with an error status needs no readable body. */
      const failToRead = (cause: unknown) => {
        if (status >= 400) settle(() => resolve({ status, retryAfter, body: '' }));
        fail(new HttpFailure('invalid-response', true, cause));
      };

      const read = (decoded: Uint8Array) => {
        const body = asUtf8(decoded);
        settle(() => resolve({ status, retryAfter, body }));
      };

      const dispatch = () =>
        dispatcher.dispatch(
          { origin, method, path: prefix + path, headers, body: body ?? null },
          {
            // undici calls this just before it writes the request: until then, nothing has been sent.
            onRequestStart(requestController) {
              controller = requestController;
              if (settled) controller.abort(new HttpFailure('timeout', false));
              else sent = true;
            },
            onResponseStart(_controller, statusCode, responseHeaders) {
              if (statusCode < 200) return;
              status = statusCode;
              retryAfter = String(responseHeaders['retry-after'] ?? '') || undefined;
              // The call accepts no encoding, but a proxy may add one.
              const known = readCodings(responseHeaders['content-encoding']?.toString());
              if (known) codings = known;
              else failToRead(new Error('the response has an unsupported encoding'));
            },
            onResponseData(_controller, chunk) {
              if (bytes.add(chunk)) return;
              failToRead(new Error('the response is too large'));
            },
            onResponseEnd() {
              release();
              if (codings.length > 0) {
                decodeContent(bytes.bytes(), codings, maxAnswerBytes).then(read).catch(failToRead);
                return;
              }
              try {
                read(bytes.bytes());
              } catch (cause) {
                failToRead(cause);
              }
            },
            onResponseError(_controller, cause) {
              fail(new HttpFailure(status === 0 ? 'connection-failed' : 'invalid-response', sent, cause));
              release();
            },
          },
        );

      const start = () => {
        startedAt = performance.now();
        try {
          dispatch();
        } catch (cause) {
          // This may run at the end of another call, which must not fail with this one.
          fail(new HttpFailure('connection-failed', sent, cause));
          release();
        }
      };

      /** The timeout starts here. Before, the call waited only for other calls of its caller. */
      const waitForConnection = () => {
        if (ownTimeoutMs !== undefined)
          callTimeoutMs = Math.max(0, ownTimeoutMs - (performance.now() - createdAt));
        timer = setTimeout(onTimeout, Math.min(timeoutMs, callTimeoutMs));
        connectionSlots.acquire(start, queueKey);
      };

      const removeListener = cancellation?.onCancel(onCancel);
      if (callerId === undefined) waitForConnection();
      else callerSlots.acquire(waitForConnection, callerId);
    });

  const allCallsEnded = () =>
    new Promise<void>((resolve) => {
      onIdle = resolve;
      if (pendingCalls === 0) resolve();
    });

  return {
    send,
    host: hostname,
    baseUrl: origin + prefix,
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    connections() {
      const { running, waiting } = connectionSlots.counts();
      return { busy: running, waiting: waiting + callerSlots.counts().waiting };
    },
    async close() {
      closing ??= options.dispatcher ? allCallsEnded() : dispatcher.close();
      await closing;
    },
  };
}
