/*
 * What the gateway reports about itself. Every layer knows these types; only `src/observability` knows metrics and traces.
 * An `Observer` hears of things that have happened. A `Span` records one thing while it happens.
 */

/** A finished HTTP request, of any path. */
interface RequestReport {
  readonly method: string;
  /** The path of the URL. */
  readonly path: string;
  /** The HTTP status of the response. */
  readonly status: number;
  /** Time from the arrival to the response, in milliseconds. */
  readonly durationMs: number;
  /** The part of `durationMs` in which the request waited for the REST API or Redis; undefined if it was not executed. */
  readonly waitedMs: number | undefined;
  /** `query` or `mutation`; undefined if no operation was selected. */
  readonly operationType: string | undefined;
  /** The name of the operation, only if it is that of a trusted document. */
  readonly trustedName: string | undefined;
  /** The codes of the errors in the response, each once. */
  readonly errorCodes: readonly string[];
  /** Whether the client disconnected before the response. */
  readonly isClientDisconnected: boolean;
  /** The span of the request; undefined if it is not recorded. */
  readonly trace: TraceIds | undefined;
}

/** A settled batch of lookups. */
interface BatchReport {
  /** What the batch loads: `users`, `conversations` or `messages`. */
  readonly loader: string;
  /** Number of ids in the REST call. */
  readonly size: number;
  /** Loads that shared a pending lookup. */
  readonly joined: number;
  /** How long the oldest lookup waited for the call, in milliseconds. */
  readonly waitedMs: number;
}

/** One attempt of a REST call: sent, or failed before it could be sent. */
interface AttemptReport {
  readonly method: string;
  /** The path of the endpoint, without a query. */
  readonly endpoint: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly durationMs: number;
  /** The HTTP status; undefined without a response. */
  readonly status: number | undefined;
  /** Why the attempt failed; undefined if it succeeded. */
  readonly failure: AttemptFailure | undefined;
  /** The span of the attempt, or the trace headers that it sent. */
  readonly trace: TraceIds | undefined;
}

interface AttemptFailure {
  /** The code of the error that the attempt means for its caller, such as `UPSTREAM_UNAVAILABLE`. */
  readonly code: string;
  /** Why there is no response, such as `connection-failed`; undefined if there is one. */
  readonly kind: string | undefined;
  /** The system's code of a network error, such as `ECONNREFUSED`. */
  readonly errno: string | undefined;
  readonly host: string;
  readonly port: number;
}

/** The ids of a span or of `traceparent`, in hexadecimal. */
export interface TraceIds {
  readonly traceId: string;
  readonly spanId: string;
  /** Two digits: 01 if the trace is sampled. */
  readonly traceFlags: string;
}

/** How a change of the REST API ended. `unsent`: certainly not performed. `unknown`: perhaps performed. */
export type WriteOutcome = 'done' | 'refused' | 'unsent' | 'unknown';

/**
 * How a request with an idempotency key ended: `first` performed the change; `replayed` got the outcome of another
 * request; all others failed.
 */
export type IdempotencyOutcome =
  'first' | 'replayed' | 'in_progress' | 'reused' | 'unknown' | 'full' | 'failed';

/** Functions that hear of finished work. Each may be absent. None may throw or keep what it gets. */
export interface Observer {
  /** A request has arrived. */
  readonly requestStarted?: () => void;
  readonly request?: (report: RequestReport) => void;
  readonly batch?: (report: BatchReport) => void;
  readonly attempt?: (report: AttemptReport) => void;
  /** A failed attempt of a call is repeated. */
  readonly retry?: (endpoint: string, waitMs: number, trace: TraceIds | undefined) => void;
  /** A circuit has opened or closed. */
  readonly circuit?: (endpoint: string, state: 'open' | 'closed', trace: TraceIds | undefined) => void;
  /** A call was not sent, because the circuit of its endpoint is open. */
  readonly shortCircuit?: (endpoint: string) => void;
  readonly write?: (endpoint: string, outcome: WriteOutcome) => void;
  readonly idempotency?: (outcome: IdempotencyOutcome) => void;
  /** A document or a plan was found in its cache, or had to be made. */
  readonly cacheLookup?: (cache: 'documents' | 'plans', result: 'hit' | 'miss') => void;
  readonly redis?: (command: string, outcome: 'ok' | 'failed', durationMs: number) => void;
  /** A client has opened a stream of events. */
  readonly streamOpened?: (field: string, transport: StreamTransport) => void;
  /** A stream has ended, and why. */
  readonly streamEnded?: (field: string, transport: StreamTransport, reason: string) => void;
  /** An event was written to a stream. `delayMs` counts from the time of its message. */
  readonly delivery?: (field: string, delayMs: number | undefined) => void;
  /** A stream was told that it may lack events, and why. */
  readonly gap?: (field: string, reason: string) => void;
  /** A webhook call has ended. */
  readonly webhook?: (outcome: string) => void;
  /** The events of one message were read, with this number of REST calls. */
  readonly messageRead?: (reads: number) => void;
}

/** How a client receives a stream of events. */
type StreamTransport = 'sse' | 'websocket' | 'multipart';

/** Combines observers. Returns undefined without any, so that callers can skip the measurement. */
export function combineObservers(...observers: readonly (Observer | undefined)[]): Observer | undefined {
  const given = observers.filter((observer) => observer !== undefined);
  if (given.length < 2) return given[0];
  const combined: Record<string, (...args: readonly unknown[]) => void> = {};
  for (const name of new Set(given.flatMap((observer) => Object.keys(observer)))) {
    const all = given.flatMap((observer) => (observer as typeof combined)[name] ?? []);
    const [only] = all;
    combined[name] =
      only && all.length === 1
        ? only
        : (...args) => {
            for (const each of all) each(...args);
          };
  }
  return combined;
}

/**
 * Something that a tracer records: a request, its execution, a batch, an attempt, or a read of the live graph. Absent if it
 * is not recorded.
 */
export interface Span {
  readonly ids: TraceIds;
  /** Starts parsing and validating a document that is not in the cache, as a part of this request. */
  startValidation(): Span;
  /** Starts the execution of an operation, as a part of this request. */
  startExecution(operation: OperationFacts): Span;
  /**
   * Starts a batch as a part of this execution. The batch has links to the other executions that wait for it, and they
   * have links to the batch.
   */
  startBatch(loader: string, size: number, others: readonly Span[]): Span;
  /** Starts an attempt of a REST call, as a part of this batch or execution. */
  startAttempt(call: AttemptFacts): AttemptSpan;
  /** Starts the execution and the writing of an event for a number of subscribers, as a part of this read. */
  startFanOut(field: string, subscribers: number): Span;
  /** Links this span and another one, both ways. */
  linkWith(other: Span): void;
  end(outcome?: SpanOutcome): void;
}

export interface AttemptSpan extends Span {
  /** The trace headers of the call. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface OperationFacts {
  readonly type: string;
  /** Absent for an anonymous operation. */
  readonly name: string | undefined;
  /** The id of the trusted document; undefined if the gateway executes any document. */
  readonly documentId: string | undefined;
  /** `sha256:` and the hash of the document in hexadecimal. */
  readonly documentHash: string | undefined;
}

export interface AttemptFacts {
  readonly method: string;
  readonly endpoint: string;
  readonly host: string;
  readonly port: number;
  /** The URL of the call without its query. */
  readonly url: string;
  /** 0 for the first attempt. */
  readonly resendCount: number;
}

export interface SpanOutcome {
  /** The HTTP status of an attempt. */
  readonly status?: number | undefined;
  /** What went wrong: a code of the gateway, a status, or a word such as `circuit_open`. */
  readonly errorType?: string | undefined;
  /** Whether the caller is not to blame. Only then the span's status is an error. Default true with an `errorType`. */
  readonly isOwnFault?: boolean;
  /** The number of errors in the response. */
  readonly errorCount?: number;
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** What a read of the live graph looks for. */
type ReadSubject = 'conversation' | 'inbox' | 'users' | 'poll';

/** Starts the spans of requests, and of reads that no request asks for. */
export interface Tracer {
  /** @returns undefined if the request is not recorded */
  startRequest(request: RequestFacts): Span | undefined;
  /** @returns undefined if the read is not recorded */
  startRead(subject: ReadSubject): Span | undefined;
}

interface RequestFacts {
  readonly method: string;
  /** The trace headers of the caller. */
  readonly trace: Readonly<Record<string, string>> | undefined;
  /** Whether the caller's trace decides if the request is recorded. If not, the span has a link to it. */
  readonly isTrusted: boolean;
  /** Time since the request arrived, in milliseconds. */
  readonly ageMs: number;
}
