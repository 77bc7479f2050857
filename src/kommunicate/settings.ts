import { baseUrl } from '../lib/option-rules.ts';
import { MAX_TIME_MS, type SettingsOf } from '../lib/settings.ts';
import type { HttpOptions } from './options.ts';

/** The settings of `createClient`. */
export const UPSTREAM = {
  baseUrl: {
    kind: 'text',
    variable: 'KOMMUNICATE_BASE_URL',
    default: 'https://services.kommunicate.io',
    rule: baseUrl,
    description: 'URL of the REST API; its path goes before the path of every call. Not in the sandbox',
  },
  timeoutMs: {
    kind: 'integer',
    variable: 'UPSTREAM_TIMEOUT_MS',
    default: 5000,
    range: [1, MAX_TIME_MS],
    description:
      'milliseconds for one REST call, from the wait for a connection to the last byte of the response; less than REQUEST_TIMEOUT_MS',
  },
  connections: {
    kind: 'integer',
    variable: 'UPSTREAM_CONNECTIONS',
    default: 128,
    range: [1, 10_000],
    description:
      'connections to the REST API; the pages and mutations of one caller use up to a quarter of them',
  },
} as const satisfies SettingsOf<Pick<HttpOptions, 'baseUrl' | 'timeoutMs' | 'connections'>>;
