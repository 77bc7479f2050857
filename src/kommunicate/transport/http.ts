import { Pool, type Dispatcher } from 'undici';
import { asUtf8, createByteCollector } from '../../lib/bytes.ts';
import { decodeContent, readCodings } from './content-encoding.ts';
import { createSemaphore } from './connection-limiter.ts';
import { UPSTREAM } from '../settings.ts';

/** One call to the REST API. */
export interface HttpCall {
  readonly method: 'GET' | 'POST';
  /** Path and query, relative to the base URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent for a GET. */
  readonly body?: string | undefined;
  /**
   * The caller that it is made for. Absent for a call for many callers: it takes turns as its account, and any number of
   * them may be under way.
   */
  readonly callerId?: string | undefined;
  /** Gives the call up; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Whether it is given up only for as long as nothing of it has been sent; `deadline-exceeded` then. Default no. */
  readonly completesOnceSent?: boolean;
  /** Time for this call where that is less than calls may take, in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/** What came back, whatever its status. */
export interface HttpResponse {
  readonly status: number;
  /** The header `Retry-After`, where it is there. */
  readonly retryAfter: string | undefined;
  readonly body: string;
}

/**
 * Why there is no answer:
 * - `connection-failed`: no connection, or it broke before the answer began;
 * - `timeout`: the whole call took longer than it may;
 * - `deadline-exceeded`: it took longer than whoever made it could wait, which is less;
 * - `pool-timeout`: it took that long because most of the time no connection was free for it;
 * - `invalid-response`: an answer began, and was cut short, too large, encoded in a way that it does not say, or not UTF-8.
 */
export type HttpFailureKind =
  'connection-failed' | 'timeout' | 'deadline-exceeded' | 'pool-timeout' | 'invalid-response';

/** A call without an answer. `sent` is false only where it is certain that not one byte of it left. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly kind: HttpFailureKind;
  readonly sent: boolean;

  constructor(kind: HttpFailureKind, sent: boolean, cause?: unknown) {
    super(`${kind}, ${sent ? 'sent' : 'not sent'}`, { cause });
    this.kind = kind;
    this.sent = sent;
  }
}

export interface HttpOptions {
  /** Where the REST API is. A path in it goes before every call's path. */
  readonly baseUrl: string;
  /** Time for one call, from asking to the last byte of the answer, in milliseconds. Default 5000. */
  readonly timeoutMs?: number;
  /**
   * Connections at most; further calls wait for one within their time, and callers take turns. The calls of one caller
   * use a quarter of them at most, and wait for that until their signal is aborted. Default 64.
   */
  readonly connections?: number;
  /** Bytes in one answer at most, once it is decompressed; a larger one is `invalid-response`. Default 4 MiB. */
  readonly maxAnswerBytes?: number;
  /**
   * What carries the calls. Closing the client leaves it open: it belongs to the caller. Default: an undici pool of
   * the base URL's origin, which is closed with the client.
   */
  readonly dispatcher?: Dispatcher;
}

export interface Http {
  /** Resolves with any answer, whatever its status. Rejects with `HttpFailure`, or the signal's reason. */
  send(call: HttpCall): Promise<HttpResponse>;
  /** Lets calls under way finish; later ones are `connection-failed`. Closes connections that are its own. */
  close(): Promise<void>;
}

/** The part of all connections that the calls of one caller may use. */
const CALLER_SHARE = 1 / 4;

/** The only module that speaks HTTP to the REST API. Never retries, never follows a redirect. */
export function createHttp(options: HttpOptions): Http {
  const {
    baseUrl,
    timeoutMs = UPSTREAM.timeoutMs.default,
    connections = UPSTREAM.connections.default,
    maxAnswerBytes = 4 * 1024 * 1024,
  } = options;
  const { origin, pathname } = new URL(baseUrl);
  const prefix = pathname.replace(/\/+$/, '');
  // undici's own time-outs count from chunk to chunk, so that a dripping answer never meets them: each
  // call has one timer of its own instead. HTTP/1.1 only, so that what is on the wire is what is documented.
  const dispatcher =
    options.dispatcher ??
    new Pool(origin, {
      connections,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: timeoutMs },
    });
  // The line is ours and not undici's, which destroys a good connection for each call that gave up waiting.
  const limiter = createSemaphore({ limit: connections });
  const bounds = createSemaphore({
    limit: Infinity,
    limitPerCaller: Math.max(1, Math.floor(connections * CALLER_SHARE)),
  });
  const pending = new Set<Promise<HttpResponse>>();
  let closing: Promise<unknown> | undefined;

  const dispatchCall = (call: HttpCall): Promise<HttpResponse> =>
    new Promise((resolve, reject) => {
      const { method, path, headers, body, signal, completesOnceSent = false } = call;
      const { callerId, timeoutMs: givenMs } = call;
      const turn = callerId ?? headers['Api-Key'] ?? '';
      if (signal?.aborted) {
        reject(
          completesOnceSent
            ? new HttpFailure('deadline-exceeded', false, signal.reason)
            : (signal.reason as Error),
        );
        return;
      }

      const bytes = createByteCollector(maxAnswerBytes);
      let status = 0;
      let retryAfter: string | undefined;
      let codings: readonly string[] = [];
      let startedAt = Infinity;
      let sent = false;
      let settled = false;
      let controller: Dispatcher.DispatchController | undefined;

      const createdAt = performance.now();
      let callTimeoutMs = givenMs ?? timeoutMs;
      let timer: NodeJS.Timeout | undefined;

      const settle = (outcome: () => void) => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        outcome();
      };
      const fail = (error: Error) => {
        settle(() => reject(error));
        // A call whose connection is still being made has no controller yet: onRequestStart stops it then.
        if (!leave()) controller?.abort(error);
      };
      /** @returns whether the call was still waiting */
      const leave = () => {
        if (callerId !== undefined && bounds.cancel(queue, callerId)) return true;
        if (!limiter.cancel(start, turn)) return false;
        if (callerId !== undefined) bounds.release(callerId);
        return true;
      };
      const done = () => {
        limiter.release(turn);
        if (callerId !== undefined) bounds.release(callerId);
      };
      const onAbort = () => {
        if (!completesOnceSent) fail(signal?.reason as Error);
        else if (leave()) fail(new HttpFailure('deadline-exceeded', false, signal?.reason));
      };
      const onTimeout = () => {
        const isCrowded = performance.now() - startedAt < timeoutMs / 2;
        const kind = callTimeoutMs < timeoutMs ? 'deadline-exceeded' : isCrowded ? 'pool-timeout' : 'timeout';
        fail(new HttpFailure(kind, sent));
      };
      /** Where the status says it all, what cannot be read of the body is no loss. */
      const failToRead = (cause: unknown) => {
        if (status >= 400) settle(() => resolve({ status, retryAfter, body: '' }));
        fail(new HttpFailure('invalid-response', true, cause));
      };

      const read = (decoded: Uint8Array) => {
        const body = asUtf8(decoded);
        settle(() => resolve({ status, retryAfter, body }));
      };

      const start = () => {
        startedAt = performance.now();
        dispatcher.dispatch(
          { origin, method, path: prefix + path, headers, body: body ?? null },
          {
            // undici calls this just before it writes the request: until then nothing has been sent.
            onRequestStart(requestController) {
              controller = requestController;
              if (settled) controller.abort(new HttpFailure('timeout', false));
              else sent = true;
            },
            onResponseStart(_controller, statusCode, answerHeaders) {
              if (statusCode < 200) return;
              status = statusCode;
              retryAfter = String(answerHeaders['retry-after'] ?? '') || undefined;
              // Nothing encoded was asked for, but what stands in between may have its own mind.
              const known = readCodings(answerHeaders['content-encoding']?.toString());
              if (known) codings = known;
              else failToRead(new Error('the answer is encoded'));
            },
            onResponseData(_controller, chunk) {
              if (bytes.add(chunk)) return;
              failToRead(new Error('the answer is too large'));
            },
            onResponseEnd() {
              done();
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
              done();
            },
          },
        );
      };

      /** It is timed from here: what it waited for before is its caller's own calls. */
      const queue = () => {
        if (givenMs !== undefined) callTimeoutMs = Math.max(0, givenMs - (performance.now() - createdAt));
        timer = setTimeout(onTimeout, Math.min(timeoutMs, callTimeoutMs));
        limiter.acquire(start, turn);
      };

      signal?.addEventListener('abort', onAbort, { once: true });
      if (callerId === undefined) queue();
      else bounds.acquire(queue, callerId);
    });

  const send = async (call: HttpCall): Promise<HttpResponse> => {
    if (closing) throw new HttpFailure('connection-failed', false, new Error('the client is closed'));
    const answer = dispatchCall(call);
    pending.add(answer);
    try {
      return await answer;
    } finally {
      pending.delete(answer);
    }
  };
  return {
    send,
    async close() {
      closing ??= options.dispatcher ? Promise.allSettled(pending) : dispatcher.close();
      await closing;
    },
  };
}
