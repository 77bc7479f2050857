import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { Logger } from '../lib/logger.ts';
import type { Environment } from './variables.ts';

/** A started SDK of OpenTelemetry. */
export interface Tracing {
  /** Sends the spans that are left, for two seconds at most. */
  close(): Promise<void>;
}

/** Milliseconds for the last spans: a collector that does not respond must not delay the exit. */
const FLUSH_MS = 2000;

/** The variables that ask for traces. The SDK reads these and the other `OTEL_*` variables itself. */
const VARIABLES = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_TRACES_EXPORTER',
];

/**
 * Starts the SDK of OpenTelemetry if the environment asks for traces, and no SDK is registered yet.
 * @returns undefined if it starts none
 */
export async function startTracing(environment: Environment, logger: Logger): Promise<Tracing | undefined> {
  const variable = VARIABLES.find((name) => environment[name]);
  const isDisabled = environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true';
  if (variable === undefined || isDisabled || isRegistered()) return undefined;
  // Loaded on use: it takes as long as the rest of the start.
  const sdk = await import('@opentelemetry/sdk-node').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    logger.warn({ variable }, 'no traces: install the package @opentelemetry/sdk-node');
  });
  if (!sdk) return undefined;
  const node = new sdk.NodeSDK({
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
    // The gateway hands contexts on itself, and needs no AsyncLocalStorage.
    contextManager: null as never,
    textMapPropagator: null,
    ...(!namesService(environment) && { serviceName: 'kommunicate-graphql' }),
  });
  node.start();
  return {
    async close() {
      const { promise: timeout, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, FLUSH_MS);
      await Promise.race([node.shutdown().catch(() => undefined), timeout]);
      clearTimeout(timer);
    },
  };
}

/** Whether the program has an SDK already, for example by `node --import`. Without one, spans have no ids. */
function isRegistered(): boolean {
  return isSpanContextValid(trace.getTracer('kommunicate-graphql').startSpan('probe').spanContext());
}

function namesService({ OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES = '' }: Environment): boolean {
  return Boolean(OTEL_SERVICE_NAME) || /(^|,)\s*service\.name=/.test(OTEL_RESOURCE_ATTRIBUTES);
}
