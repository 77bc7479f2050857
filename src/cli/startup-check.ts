import { checkAccount, type AccountReport } from '../kommunicate/check-account.ts';
import type { KommunicateClient } from '../kommunicate/client.ts';
import type { Logger } from '../lib/logger.ts';

export interface StartupCheckOptions {
  readonly client: KommunicateClient;
  readonly apiKey: string;
  /** Time for the call and its retries, in milliseconds. */
  readonly timeoutMs: number;
  readonly logger: Logger;
  /** Cancels the check. */
  readonly signal: AbortSignal;
}

/** A check at start, and the client that knows its result. */
export interface StartupCheck {
  /** Like the client. It is degraded too while the check has failed and no call has succeeded since. */
  readonly client: KommunicateClient;
  /** Resolves when the result is known and logged. */
  readonly report: Promise<AccountReport>;
}

/** Makes one REST call with the Api-Key, and logs what came back. */
export function startStartupCheck(options: StartupCheckOptions): StartupCheck {
  const { client, apiKey, timeoutMs, logger, signal } = options;
  let hasFailed = false;
  const check = async () => {
    const report = await checkAccount(client, apiKey, timeoutMs, signal);
    if (signal.aborted) return report;
    if (report.isAccepted) logger.info({}, 'startup check: the REST API accepts the Api-Key');
    else {
      hasFailed = true;
      logger.warn({ code: report.code, response: report.response }, 'startup check failed');
    }
    return report;
  };
  return {
    client: {
      ...client,
      isDegraded: () => client.isDegraded() || (hasFailed && client.hasAccepted?.(apiKey) !== true),
    },
    report: check(),
  };
}
