import { createRequire } from 'node:module';
import { onTestFinished } from 'vitest';
import { sweep } from './sweep.ts';

/* Elastic's OTLP receiver, which is not written by us. The secret sweep reads all that it receives. */

/** A span as the receiver shows it. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code: string };
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

interface Trace {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Readonly<Record<string, unknown>> };
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
}

interface Package {
  readonly MockOtlpServer: new (options: object) => {
    start(): Promise<void>;
    close(): Promise<void>;
    readonly httpUrl: URL | string;
  };
  readonly normalizeTrace: (trace: unknown) => Trace;
}

const { MockOtlpServer, normalizeTrace } = createRequire(import.meta.url)(
  '@elastic/mockotlpserver',
) as Package;

export interface OtlpReceiver {
  readonly url: string;
  /** All spans so far, in the order of their arrival. */
  readonly spans: ReceivedSpan[];
  readonly resources: Readonly<Record<string, unknown>>[];
  close(): Promise<void>;
}

/** Starts a receiver on a free port. The caller closes it. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const resources: Readonly<Record<string, unknown>>[] = [];
  const server = new MockOtlpServer({
    logLevel: 'error',
    services: ['http'],
    httpHostname: '127.0.0.1',
    httpPort: 0,
    onTrace(raw: unknown) {
      const trace = normalizeTrace(raw);
      sweep('a span', JSON.stringify(trace));
      for (const { resource, scopeSpans } of trace.resourceSpans) {
        resources.push(resource.attributes);
        spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      }
    },
  });
  await server.start();
  return { url: String(server.httpUrl).replace(/\/$/, ''), spans, resources, close: () => server.close() };
}

/** Sets variables of the process until the test ends: the SDK reads them itself. */
export function setVariables(variables: Readonly<Record<string, string>>): void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  onTestFinished(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
}

/** A trace as a tree: the name of each span below its parent, with the number of its links. */
export function treeOf(spans: readonly ReceivedSpan[], parent?: ReceivedSpan, depth = 0): readonly string[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const children = spans.filter(({ parentSpanId }) =>
    parent ? parentSpanId === parent.spanId : !parentSpanId || !known.has(parentSpanId),
  );
  return children.flatMap((span) => {
    const links = span.links?.length ?? 0;
    const text = `${'  '.repeat(depth)}${span.name}${links > 0 ? ` (${links} links)` : ''}`;
    return [text, ...treeOf(spans, span, depth + 1)];
  });
}
