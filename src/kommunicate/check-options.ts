import {
  checkOptions,
  duration,
  func,
  integer,
  object,
  required,
  withMethods,
  type Rule,
} from '../lib/option-rules.ts';
import { rulesOf } from '../lib/settings.ts';
import type { ClientOptions } from './options.ts';
import { UPSTREAM } from './settings.ts';

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
    ...rulesOf(UPSTREAM),
    baseUrl: required(UPSTREAM.baseUrl.rule),
    maxAnswerBytes: integer([1, 1_000_000_000]),
    dispatcher: withMethods('dispatch'),
    retry: object,
    breaker: object,
    batching: object,
  });
  const { retry = {}, breaker = {}, batching = {} } = options;
  checkOptions(
    'createClient',
    retry,
    {
      retries: integer([0, 100]),
      baseMs: duration,
      random: func,
      sleep: func,
      now: func,
    },
    'retry',
  );
  checkOptions(
    'createClient',
    breaker,
    {
      windowMs: integer([1, 3_600_000]),
      minimumCalls: integer([1, MAX_COUNT]),
      threshold: share,
      halfOpenAfterMs: duration,
      maxHalfOpenAfterMs: duration,
      maxAccounts: integer([1, MAX_COUNT]),
      now: func,
      onChange: func,
    },
    'breaker',
  );
  checkOptions('createClient', batching, { pauseMs: duration, now: func, onChange: func }, 'batching');
}
