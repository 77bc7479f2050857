import type { Registry } from '@prometheus-io/client';
import type { Observer } from '../lib/observer.ts';
import { register } from './instruments.ts';
import { END_REASONS, LIVE_METRICS, STREAM_FIELDS, TRANSPORTS } from './live-metric-table.ts';
import { OTHER } from './metric-table.ts';

/** Registers the metrics of subscriptions and webhooks, and returns the observer that feeds them. */
export function createLiveMetrics(registry: Registry): Observer {
  /** Open streams by field and transport. */
  const open = new Map<string, number>();
  const change = (key: string, by: number) => open.set(key, (open.get(key) ?? 0) + by);
  const metric = register(registry, LIVE_METRICS, {
    kommunicate_graphql_streams_open(set) {
      for (const [key, count] of open) {
        const [field = '', transport = ''] = key.split(' ');
        set(count, { field, transport });
      }
    },
  });
  return {
    streamOpened: (field, transport) => void change(keyOf(field, transport), 1),
    streamEnded(field, transport, reason) {
      change(keyOf(field, transport), -1);
      const known = (END_REASONS as readonly string[]).includes(reason) ? reason : 'failed';
      metric.kommunicate_graphql_stream_ends_total(1, { field, transport, reason: known });
    },
    delivery(field, delayMs) {
      metric.kommunicate_graphql_deliveries_total(1, { field });
      if (delayMs !== undefined) metric.kommunicate_graphql_delivery_delay_seconds(delayMs / 1000, { field });
    },
    gap: (field, reason) => metric.kommunicate_graphql_stream_gaps_total(1, { field, reason }),
    webhook: (outcome) => metric.kommunicate_graphql_webhooks_total(1, { outcome }),
    messageRead: (reads) => metric.kommunicate_graphql_reads_per_message(reads),
  };
}

function keyOf(field: string, transport: string): string {
  return [known(STREAM_FIELDS, field), known(TRANSPORTS, transport)].join(' ');
}

function known(values: readonly string[], value: string): string {
  return values.includes(value) ? value : OTHER;
}
