import { locatedError, type FieldNode, type GraphQLSchema } from 'graphql';
import type { Principal } from '../auth/principal.ts';
import { GatewayError } from '../errors.ts';
import type { RateBudget } from '../graphql/rate-budget.ts';
import type { Logger } from '../lib/logger.ts';
import type { Observer } from '../lib/observer.ts';
import type { Live, OpenStream } from '../live/live.ts';
import { joinSubscription, type JoinedSubscription } from '../live/subscriptions.ts';
import type { ExecuteEvent, Subscriber } from '../live/subscriber.ts';
import { createPayload, type Payload, type StreamFormat } from '../live/transport/frames.ts';
import type { StreamHandler } from '../live/transport/stream-response.ts';
import type { StreamEnd, StreamWriter } from '../live/transport/stream-writer.ts';
import type { createExecuteEvent } from './execute-event.ts';
import { rootFieldOf, targetOf, type OperationRequest, type RootField } from './subscription-operation.ts';

export interface SubscriptionOptions {
  readonly schema: GraphQLSchema;
  readonly live: Live;
  readonly createExecute: ReturnType<typeof createExecuteEvent>;
  readonly logger: Logger;
  /** Hears of streams and deliveries. Default: nothing does. */
  readonly observer?: Observer | undefined;
}

/** How long a stream without a token stays open, in milliseconds. Each ends up to a tenth sooner or later. */
const MAX_AGE_MS = 3_600_000;
/** The tolerated difference between the clocks of the signer of a token and the gateway. */
const CLOCK_TOLERANCE_MS = 5000;

/** What a request says about its subscription. */
interface SubscriptionRequest extends OperationRequest {
  readonly requestId: string | undefined;
  readonly budget: RateBudget | undefined;
  readonly transport: StreamFormat;
}

export interface SubscriptionHelpers {
  /** Counts a subscription of a caller. @returns a function that ends the count */
  readonly countCaller: (principal: Principal) => () => void;
  /** An error as a result that a client sees. */
  readonly errorText: (error: unknown) => string;
  /** An error as the last payload of a stream that the gateway ends. */
  readonly endPayload: (error: unknown) => Payload;
}

// Shared by all streams, each of which would otherwise keep its own.
const maxAgeReached = () => new GatewayError('SUBSCRIPTION_ENDED', { reason: 'max-age' });
const tokenExpired = () => new GatewayError('UNAUTHENTICATED', { reason: 'token-expired' });

/**
 * One open subscription, from its first byte to its end. It is also the handler of its stream, what its audience writes to,
 * and what `live` ends in time: one object instead of several with closures, for each of thousands of streams.
 */
export class Subscription implements StreamHandler, Subscriber, OpenStream {
  readonly #options: SubscriptionOptions;
  readonly #request: SubscriptionRequest;
  readonly #helpers: SubscriptionHelpers;
  readonly #root: RootField;
  readonly #startedAt: number;
  readonly subscriber = this;
  endsAt = Infinity;
  endReason: () => GatewayError = maxAgeReached;
  #writer: StreamWriter | undefined;
  #joined: JoinedSubscription | undefined;
  #releaseCaller: (() => void) | undefined;
  #isClosed = false;
  #events = 0;
  /** The error that ended it. */
  #end: GatewayError | undefined;

  constructor(options: SubscriptionOptions, request: SubscriptionRequest, helpers: SubscriptionHelpers) {
    this.#options = options;
    this.#request = request;
    this.#helpers = helpers;
    this.#root = rootFieldOf(request.prepared, options.schema);
    this.#startedAt = options.live.timers.now();
  }

  onOpen(writer: StreamWriter): void {
    this.#writer = writer;
    this.#start(writer).catch((error: unknown) => {
      this.#options.logger.error({ err: error }, 'unexpected error');
      writer.end(createPayload(this.#helpers.errorText(error)));
    });
  }

  next(payload: Payload): boolean {
    const isWritten = this.#writer?.next(payload) ?? false;
    if (isWritten) {
      const { observer } = this.#options;
      const { name } = this.#root.field;
      this.#events += 1;
      observer?.delivery?.(name, delayOf(payload));
      if (payload.facts?.gap !== undefined) observer?.gap?.(name, payload.facts.gap);
    }
    return isWritten;
  }

  end(error?: GatewayError): void {
    this.#end = error;
    this.#writer?.end(error && this.#helpers.endPayload(error));
  }

  async #start(writer: StreamWriter): Promise<void> {
    const { live, observer } = this.#options;
    const { field, node } = this.#root;
    observer?.streamOpened?.(field.name, this.#request.transport);
    this.#setLifetime();
    live.add(this);
    try {
      this.#releaseCaller = this.#helpers.countCaller(this.#request.principal);
      const target = targetOf(this.#root, this.#request);
      if (target.field === 'conversationEvents' && target.after) await this.#request.budget?.reserveCall();
      const joined = await joinSubscription({
        account: live.account(this.#request.principal.apiKey),
        fanOut: live.fanOut,
        principal: this.#request.principal,
        target,
        subscriber: this,
        execute: this.#execute(node),
      });
      if (this.#isClosed) joined?.leave();
      else this.#joined = joined;
    } catch (error) {
      const responseName = (node.alias ?? node.name).value;
      this.#end = error instanceof GatewayError ? error : new GatewayError('INTERNAL_SERVER_ERROR');
      writer.end(createPayload(this.#helpers.errorText(locatedError(error, node, [responseName]))));
    }
  }

  onCaughtUp(): void {
    this.#joined?.catchUp();
  }

  onClose(reason: StreamEnd): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { live, logger, observer } = this.#options;
    const { name } = this.#root.field;
    this.#joined?.leave();
    this.#releaseCaller?.();
    live.remove(this);
    logger.info(
      {
        requestId: this.#request.requestId,
        field: name,
        reason,
        errorCode: this.#end?.code,
        events: this.#events,
        durationMs: Math.round(live.timers.now() - this.#startedAt),
      },
      'subscription ended',
    );
    observer?.streamEnded?.(name, this.#request.transport, this.#endReason(reason));
  }

  /** Why the stream has ended, for metrics. */
  #endReason(reason: StreamEnd): string {
    if (reason !== 'ended') return reason;
    if (!this.#end) return 'completed';
    return this.#end.reason ?? this.#end.code;
  }

  /** Sets when the stream ends, and why. */
  #setLifetime(): void {
    const { expiresAt } = this.#request.principal;
    const now = this.#options.live.timers.now();
    if (expiresAt === undefined) {
      this.endsAt = now + MAX_AGE_MS * (0.9 + Math.random() * 0.2);
      return;
    }
    this.endsAt = now + expiresAt - Date.now() + CLOCK_TOLERANCE_MS;
    this.endReason = tokenExpired;
  }

  #execute(node: FieldNode): ExecuteEvent {
    const { prepared, variables, principal } = this.#request;
    const responseName = (node.alias ?? node.name).value;
    return this.#options.createExecute({ prepared, variables, principal, responseName });
  }
}

/** Time from the message of an event until now, in milliseconds. The clock of the REST API may differ from ours. */
function delayOf({ facts }: Payload): number | undefined {
  return facts?.messageTime === undefined ? undefined : Math.max(0, Date.now() - facts.messageTime);
}
