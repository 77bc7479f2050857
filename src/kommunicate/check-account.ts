import { GatewayError, type ErrorCode } from '../errors.ts';
import type { KommunicateClient } from './client.ts';
import { HttpFailure } from './transport/http.ts';

/** A user id that no account has: the call tells whether the key is accepted, and reads nothing. */
const NO_USER = 'kommunicate-graphql-startup-check';

/** What the REST API responded to one call with a key. */
export type AccountReport =
  | { readonly isAccepted: true }
  | {
      readonly isAccepted: false;
      readonly code: ErrorCode;
      /** The sentence of the code. */
      readonly message: string;
      /** The response without its text, such as `HTTP 401 with 44 characters`, or why there is none. */
      readonly response: string;
    };

/**
 * Makes one call with an Api-Key (`POST v2/detail` for one id), to see whether the REST API can be reached and accepts
 * the key.
 * @param timeoutMs for the call and its retries
 * @param signal cancels the call. Default: nothing does
 */
export async function checkAccount(
  client: Pick<KommunicateClient, 'getUsers'>,
  apiKey: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<AccountReport> {
  const deadline = Date.now() + timeoutMs;
  try {
    await client.getUsers([NO_USER], {
      apiKey,
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
      remainingMs: () => Math.max(0, deadline - Date.now()),
    });
    return { isAccepted: true };
  } catch (error) {
    // Otherwise the signal has fired: the REST API took longer than the time for the check.
    const cause = new Error(`no response in ${timeoutMs} ms`);
    const failure = error instanceof GatewayError ? error : new GatewayError('UPSTREAM_TIMEOUT', { cause });
    const { code, message } = failure;
    return { isAccepted: false, code, message, response: responseOf(failure) };
  }
}

/** A network error's code, or what the client says about the response. Neither holds text of the REST API. */
function responseOf({ code, cause }: GatewayError): string {
  if (cause instanceof HttpFailure) {
    const { code: reason } = (cause.cause ?? {}) as NodeJS.ErrnoException;
    return typeof reason === 'string' ? reason : cause.kind;
  }
  return cause instanceof Error ? cause.message || cause.name : code;
}
