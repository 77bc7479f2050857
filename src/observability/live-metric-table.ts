import { OTHER, type Metric } from './metric-table.ts';

/* The metrics of subscriptions and webhooks. A gateway registers them when it serves subscriptions. */

export const STREAM_FIELDS = ['conversationEvents', 'inboxEvents', 'userChanged', OTHER] as const;
export const TRANSPORTS = ['sse', 'websocket', 'multipart', OTHER] as const;
/** `completed`: the client ended the stream. `failed`: an error of another code than those here. */
export const END_REASONS = [
  'completed',
  'disconnected',
  'draining',
  'max-age',
  'too-slow',
  'token-expired',
  'FORBIDDEN',
  'UPSTREAM_UNAVAILABLE',
  'failed',
  OTHER,
] as const;
const GAP_REASONS = ['STARTED', 'TOO_OLD', 'TOO_MANY', 'SLOW_READER', OTHER] as const;
const WEBHOOK_OUTCOMES = ['accepted', 'unauthenticated', 'invalid', 'too_large', 'failed', OTHER] as const;

const DELAY_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const READS = [0, 1, 2, 3, 5, 10];

export const LIVE_METRICS = {
  kommunicate_graphql_streams_open: {
    type: 'gauge',
    help: 'Open streams of events.',
    labels: { field: STREAM_FIELDS, transport: TRANSPORTS },
  },
  kommunicate_graphql_stream_ends_total: {
    type: 'counter',
    help: 'Streams that have ended, by the reason.',
    labels: { field: STREAM_FIELDS, transport: TRANSPORTS, reason: END_REASONS },
  },
  kommunicate_graphql_deliveries_total: {
    type: 'counter',
    help: 'Events that were written to streams.',
    labels: { field: STREAM_FIELDS },
  },
  kommunicate_graphql_delivery_delay_seconds: {
    type: 'histogram',
    help: 'Time from a message to its delivery to a stream, in seconds.',
    labels: { field: STREAM_FIELDS },
    buckets: DELAY_SECONDS,
  },
  kommunicate_graphql_stream_gaps_total: {
    type: 'counter',
    help: 'Times that a stream was told it may lack events, by the reason.',
    labels: { field: STREAM_FIELDS, reason: GAP_REASONS },
  },
  kommunicate_graphql_webhooks_total: {
    type: 'counter',
    help: 'Webhook calls, by their outcome.',
    labels: { outcome: WEBHOOK_OUTCOMES },
  },
  kommunicate_graphql_reads_per_message: {
    type: 'histogram',
    help: 'REST calls for the events of one message.',
    buckets: READS,
  },
} as const satisfies Readonly<Record<string, Metric>>;
