import type { GatewayError } from '../errors.ts';
import type { GroupRecord, MessageRecord, UserRecord } from '../kommunicate/types.ts';
import type { Span } from '../lib/observer.ts';
import type { Payload } from './transport/frames.ts';

/** The stream of one client. */
export interface Subscriber {
  /**
   * Writes a payload.
   * @returns false if the client reads too slowly: it then gets nothing, until its stream calls `onCaughtUp`
   */
  next(payload: Payload): boolean;
  /** Ends the stream, after one more result if an error is given. */
  end(error?: GatewayError): void;
}

/** Records that an event brought along. They save the execution of its document their calls. */
export interface EventRecords {
  /** A conversation that was read; its record is null if it does not exist. */
  readonly conversation?: { readonly groupId: string; readonly group: GroupRecord | null } | undefined;
  readonly users?: readonly UserRecord[];
  readonly latestMessage?: MessageRecord | undefined;
}

export interface EventResult {
  /** The result as JSON. */
  readonly text: string;
  /** Whether the root field has an error: the caller may not see the event. */
  readonly isDenied: boolean;
}

/**
 * Executes the document of an audience for one event, with the permissions of its subscribers. Never rejects.
 * @param event the value of the root field
 * @param span the fan-out that its calls are a part of. Default: they are not recorded
 */
export type ExecuteEvent = (event: object, records: EventRecords, span?: Span) => Promise<EventResult>;
