import { nonEmpty } from '../lib/option-rules.ts';
import { MAX_TIME_MS, type SettingsOf } from '../lib/settings.ts';
import type { ServerOptions } from './options.ts';

/** The settings of `startServer` that a gateway does not have. */
export const SERVER = {
  host: {
    kind: 'text',
    variable: 'HOST',
    default: '127.0.0.1',
    defaultText: '127.0.0.1 in sandbox, else 0.0.0.0',
    rule: nonEmpty,
    description: 'address to listen on',
  },
  port: {
    kind: 'integer',
    variable: 'PORT',
    default: 4000,
    range: [0, 65_535],
    description: 'port to listen on; 0 picks a free one, and the command prints the URL',
  },
  keepAliveTimeoutMs: {
    kind: 'integer',
    variable: 'KEEP_ALIVE_TIMEOUT_MS',
    default: 65_000,
    range: [1, MAX_TIME_MS],
    description:
      'milliseconds until the server closes an idle connection; must be more than the keep-alive time of a load balancer in front',
  },
  drainDelayMs: {
    kind: 'integer',
    variable: 'DRAIN_DELAY_MS',
    default: 0,
    range: [0, MAX_TIME_MS],
    description: 'milliseconds for which the server still accepts connections after SIGTERM',
  },
  metricsPort: {
    kind: 'integer',
    variable: 'METRICS_PORT',
    range: [0, 65_535],
    description:
      'port of a second server with /metrics for Prometheus, /health and /ready; 0 picks a free one. Without it there are no metrics',
  },
  metricsHost: {
    kind: 'text',
    variable: 'METRICS_HOST',
    default: '127.0.0.1',
    rule: nonEmpty,
    description: 'address of the server with the metrics; 0.0.0.0 lets other machines read them',
  },
} as const satisfies SettingsOf<
  Pick<ServerOptions, 'host' | 'port' | 'keepAliveTimeoutMs' | 'drainDelayMs' | 'metricsPort' | 'metricsHost'>
>;
