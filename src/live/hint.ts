/*
 * A hint says that there may be news. It has ids only: what it says is never passed on to subscribers.
 */

/** News of one conversation or user, without any content. */
export interface Hint {
  readonly conversationId?: string | undefined;
  /** The id of a new message. */
  readonly messageId?: string | undefined;
  /** Whether the record of the conversation may have changed. */
  readonly isGroupChanged?: boolean | undefined;
  /** A user whose record may have changed. */
  readonly userId?: string | undefined;
}

/** Receives what other instances say of an account. Its methods must not throw. */
export interface HintListener {
  onHint(hint: Hint): void;
  /** Hints may have been lost: anything of the account may have news. */
  onGap(): void;
}

/** Carries hints between instances. */
export interface HintChannel {
  /** Tells other instances. Never throws, and never delays its caller. */
  publish(apiKey: string, hint: Hint): void;
  /**
   * Receives what other instances say of an account. What they say after this call is received, or `onGap` is called.
   * @returns a function that stops it
   */
  watch(apiKey: string, listener: HintListener): () => void;
  /** Ends everything within a second. Hints that are on their way have half of it. Close Redis after that. */
  close(): Promise<void>;
}
