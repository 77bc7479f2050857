import {
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace as api,
  type Attributes,
  type Context,
  type Link,
  type Span as ApiSpan,
  type SpanContext,
  type Tracer as ApiTracer,
} from '@opentelemetry/api';
import type {
  AttemptFacts,
  AttemptSpan,
  OperationFacts,
  Span,
  SpanOutcome,
  TraceIds,
  Tracer,
} from '../lib/observer.ts';
import { traceIdsOf } from '../lib/trace.ts';

/** The name of the instrumentation, as spans show it. */
const SCOPE = 'kommunicate-graphql';

/** Maximum number of links of a span: the SDK's own default. */
const MAX_LINKS = 128;

/**
 * Creates a tracer that records through the OpenTelemetry API: it does nothing until the program registers an SDK. No
 * context is kept in an `AsyncLocalStorage`: each span gets its parent explicitly.
 * @param version the version of this package
 */
export function createTracer(version: string): Tracer {
  const tracer = api.getTracer(SCOPE, version);
  return {
    startRequest({ method, trace, isTrusted, ageMs }) {
      const remote = trace && remoteContext(trace);
      const parent = remote && isTrusted ? api.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
      const links = remote && !isTrusted ? [{ context: remote }] : NO_LINKS;
      const { name, attributes } = methodFacts(method);
      const startTime = Date.now() - ageMs;
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER, startTime, attributes, links }, parent);
      // Most requests are not sampled: nothing more is created for them.
      return span.isRecording() ? new RecordedSpan(tracer, span) : undefined;
    },
    startRead(subject) {
      const span = tracer.startSpan(`Live Read ${subject}`, { kind: SpanKind.INTERNAL }, ROOT_CONTEXT);
      return span.isRecording() ? new RecordedSpan(tracer, span) : undefined;
    },
  };
}

const NO_LINKS: Link[] = [];

/** What all requests with one method have in common. Samplers see the attributes. */
interface MethodFacts {
  readonly name: string;
  readonly attributes: Attributes;
}

const METHODS = new Map<string, MethodFacts>();

function methodFacts(method: string): MethodFacts {
  const known = METHODS.get(method);
  if (known) return known;
  const attributes = {
    'http.request.method': method,
    'http.route': '/graphql',
    'url.path': '/graphql',
    'url.scheme': 'http',
  };
  const facts = { name: `${method} /graphql`, attributes };
  // Node's parser accepts only the methods that it knows, which are few.
  METHODS.set(method, facts);
  return facts;
}

/** The caller's span, from its `traceparent`. */
function remoteContext(headers: Readonly<Record<string, string>>): SpanContext | undefined {
  const ids = traceIdsOf(headers);
  if (!ids) return undefined;
  const { traceId, spanId, traceFlags } = ids;
  const spanContext = { traceId, spanId, traceFlags: Number.parseInt(traceFlags, 16) & 1, isRemote: true };
  return isSpanContextValid(spanContext) ? spanContext : undefined;
}

class RecordedSpan implements AttemptSpan {
  readonly ids: TraceIds;
  readonly #tracer: ApiTracer;
  readonly #span: ApiSpan;
  readonly #context: Context;
  #links = 0;

  constructor(tracer: ApiTracer, span: ApiSpan) {
    this.#tracer = tracer;
    this.#span = span;
    this.#context = api.setSpan(ROOT_CONTEXT, span);
    const { traceId, spanId, traceFlags } = span.spanContext();
    this.ids = { traceId, spanId, traceFlags: traceFlags.toString(16).padStart(2, '0') };
  }

  get headers(): Readonly<Record<string, string>> {
    const { traceId, spanId, traceFlags } = this.ids;
    const traceparent = `00-${traceId}-${spanId}-${traceFlags}`;
    const tracestate = this.#span.spanContext().traceState?.serialize();
    return tracestate ? { traceparent, tracestate } : { traceparent };
  }

  startValidation(): Span {
    return this.#start('GraphQL Document Validation', SpanKind.INTERNAL, {
      'graphql.processing.type': 'validate',
    });
  }

  startExecution({ type, name, documentId, documentHash }: OperationFacts): Span {
    return this.#start('GraphQL Operation Execution', SpanKind.INTERNAL, {
      'graphql.processing.type': 'execute',
      'graphql.operation.type': type,
      ...(name !== undefined && { 'graphql.operation.name': name }),
      ...(documentId !== undefined && { 'graphql.document.id': documentId }),
      ...(documentHash !== undefined && { 'graphql.document.hash': documentHash }),
    });
  }

  startBatch(loader: string, size: number, others: readonly Span[]): Span {
    const waiting = others.filter((other) => other instanceof RecordedSpan).slice(0, MAX_LINKS);
    const batch = this.#start(
      `GraphQL DataLoader Batch ${loader}`,
      SpanKind.INTERNAL,
      { 'graphql.dataloader.name': loader, 'graphql.dataloader.batch.size': size },
      waiting.map((other) => other.#link),
    );
    batch.#links = waiting.length;
    // Otherwise the traces of all requests but one would show a gap instead of the batch.
    for (const other of waiting) other.#addLink(batch);
    return batch;
  }

  startAttempt({ method, endpoint, host, port, url, resendCount }: AttemptFacts): AttemptSpan {
    return this.#start(`${method} ${endpoint}`, SpanKind.CLIENT, {
      'http.request.method': method,
      'url.template': endpoint,
      'url.full': url,
      'server.address': host,
      'server.port': port,
      ...(resendCount > 0 && { 'http.request.resend_count': resendCount }),
    });
  }

  startFanOut(field: string, subscribers: number): Span {
    return this.#start(`Live Fan-Out ${field}`, SpanKind.INTERNAL, {
      'kommunicate.live.subscribers': subscribers,
    });
  }

  linkWith(other: Span): void {
    if (!(other instanceof RecordedSpan)) return;
    this.#addLink(other);
    other.#addLink(this);
  }

  end({ status, errorType, isOwnFault = true, errorCount = 0, attributes }: SpanOutcome = {}): void {
    const span = this.#span;
    if (attributes) span.setAttributes(attributes);
    if (status !== undefined) span.setAttribute('http.response.status_code', status);
    if (errorCount > 1) span.setAttribute('graphql.error.count', errorCount);
    if (errorType !== undefined) {
      span.setAttribute('error.type', errorType);
      if (isOwnFault) span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  }

  get #link(): Link {
    return { context: this.#span.spanContext() };
  }

  #addLink(other: RecordedSpan): void {
    if (this.#links >= MAX_LINKS) return;
    this.#links += 1;
    this.#span.addLink(other.#link);
  }

  #start(name: string, kind: SpanKind, attributes: Attributes, links: Link[] = []): RecordedSpan {
    const span = this.#tracer.startSpan(name, { kind, attributes, links }, this.#context);
    return new RecordedSpan(this.#tracer, span);
  }
}
