import type { IncomingMessage } from 'node:http';
import type { Deadline } from '../deadline.ts';
import type { Principal } from '../principal.ts';
import type { Trace } from '../trace.ts';

/** What the plugins know of one request, handed from hook to hook. */
export interface RequestState extends Record<string, unknown> {
  /** Node's own request, where there is one: `headers` as they came, doubled ones included. */
  readonly req?: IncomingMessage;
  requestId?: string;
  startedAt?: number;
  pathname?: string;
  /** What the request came with and takes along. */
  trace?: Trace | undefined;
  principal?: Principal;
  deadline?: Deadline;
  /**
   * Called once the request is there, before it is looked at.
   * @throws {GatewayError} `OVERLOADED` where too many are being answered
   */
  admit?: () => void;
  /** Whether it counts among those that are being answered. */
  isInFlight?: boolean;
  /** Whose rate is counted, and what is said of it. */
  rateLimit?: { readonly who: string; readonly headers: Readonly<Record<string, string>> };
  operationName?: string;
  errorCodes?: string[];
  /** Of unexpected errors: what leads from this request to the log lines about them. */
  errorIds?: string[];
}
