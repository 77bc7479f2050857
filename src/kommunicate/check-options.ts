import {
  checkOptions,
  duration,
  func,
  isBaseUrl,
  object,
  RANGES,
  required,
  text,
  whole,
  withMethods,
  type Rule,
} from '../lib/option-rules.ts';
import type { ClientOptions } from './client.ts';

const MAX_COUNT = 1_000_000;

const share: Rule = {
  text: 'a number above 0 and up to 1',
  holds: (value) => typeof value === 'number' && value > 0 && value <= 1,
};

/**
 * Checks the options of a client.
 * @throws {TypeError} that names the option, the rule and the value
 */
export function checkClientOptions(options: ClientOptions): void {
  checkOptions<ClientOptions>('createClient', options, {
    baseUrl: required(text('an http or https URL without user, query or fragment', isBaseUrl)),
    timeoutMs: whole(RANGES.timeoutMs),
    connections: whole(RANGES.connections),
    maxAnswerBytes: whole([1, 1_000_000_000]),
    dispatcher: withMethods('dispatch'),
    retry: object,
    breaker: object,
    batching: object,
  });
  const { retry = {}, breaker = {}, batching = {} } = options;
  checkOptions('createClient: retry', retry, {
    retries: whole([0, 100]),
    baseMs: duration,
    random: func,
    sleep: func,
    now: func,
  });
  checkOptions('createClient: breaker', breaker, {
    windowMs: whole([1, 3_600_000]),
    minimumCalls: whole([1, MAX_COUNT]),
    threshold: share,
    halfOpenAfterMs: duration,
    maxHalfOpenAfterMs: duration,
    maxAccounts: whole([1, MAX_COUNT]),
    now: func,
    onChange: func,
  });
  checkOptions('createClient: batching', batching, { pauseMs: duration, now: func, onChange: func });
}
