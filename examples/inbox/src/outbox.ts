import { createContext, use, useCallback, useMemo, useSyncExternalStore } from 'react';
import { useClient, type Client, type CombinedError } from 'urql';
import { graphql } from './gql/index.ts';
import { MessagesQuery } from './messagesQuery.ts';
import { nextMoment, sentAtOf } from './moments.ts';
import { newKey } from './newKey.ts';
import { mayHaveArrived } from './outcome.ts';
import { CONVERSATIONS_CHANGE } from './queries.ts';

const SendMutation = graphql(`
  mutation Send($input: SendMessageInput!) {
    sendMessage(input: $input) {
      message {
        id
        conversation {
          id
        }
      }
    }
  }
`);

/** A sent message with an unknown outcome. */
export interface PendingMessage {
  readonly text: string;
  /** The idempotency key. A retry with the same key cannot create a second message. */
  readonly key: string;
  readonly senderId: string | null;
  /** The ids of the newest messages before it was sent; null if they had not been loaded. */
  readonly before: ReadonlySet<string> | null;
  /** How many times it was sent without a known outcome. */
  readonly attempts: number;
  /** The state of reloading the conversation. */
  readonly reading: 'reading' | 'read' | 'failed';
  /** The id of a matching message in the conversation, once there is one. */
  readonly foundId: string | null;
}

/** The draft of one conversation. */
export interface Draft {
  readonly text: string;
  /** The idempotency key of this text, from the first attempt to send it. */
  readonly key: string | null;
  readonly isSending: boolean;
  /** Why the last attempt failed. */
  readonly error: CombinedError | null;
  /** Set if the message may have been sent although there was no response. */
  readonly pending: PendingMessage | null;
}

const EMPTY: Draft = { text: '', key: null, isSending: false, error: null, pending: null };

interface SeenMessage {
  readonly id: string;
  readonly text?: string | null;
  readonly sender?: { readonly id: string } | null;
}

/**
 * Holds and sends the drafts of all conversations. They live as long as the page, so switching conversations loses nothing.
 */
class Outbox {
  readonly #client: Client;
  readonly #drafts = new Map<string, Draft>();
  readonly #seen = new Map<string, ReadonlySet<string>>();
  readonly #listeners = new Set<() => void>();

  constructor(client: Client) {
    this.#client = client;
  }

  readonly subscribe = (changed: () => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };

  draft(conversationId: string): Draft {
    return this.#drafts.get(conversationId) ?? EMPTY;
  }

  /** Sets the text. Another text is another message, with a new key. */
  write(conversationId: string, text: string): void {
    const isSame = text === this.draft(conversationId).text;
    this.#change(conversationId, isSame ? { text } : { text, key: null });
  }

  /** Appends a reply on a new line. */
  add(conversationId: string, text: string): void {
    const { text: before } = this.draft(conversationId);
    this.write(conversationId, before.trim() === '' ? text : `${before}\n${text}`);
  }

  /**
   * Sends the draft. If its outcome is unknown, the user must confirm a retry. The retry has the same key, so the gateway
   * does not send it twice.
   */
  async send(conversationId: string, senderId: string | null, isAgain = false): Promise<void> {
    const { text, key: known, isSending, pending } = this.draft(conversationId);
    const earlier = pending?.text === text ? pending : null;
    if (text.trim() === '' || isSending || (earlier && !isAgain)) return;
    const key = earlier?.key ?? known ?? newKey();
    const before = earlier ? earlier.before : (this.#seen.get(conversationId) ?? null);
    this.#change(conversationId, { key, isSending: true, error: null });
    const input = { conversationId, text, idempotencyKey: key };
    const { data, error } = await this.#client.mutation(SendMutation, { input }, CONVERSATIONS_CHANGE);
    // The message was sent, even if other fields of the result have errors.
    if (data?.sendMessage) {
      const isStillThere = this.draft(conversationId).text === text;
      this.#change(conversationId, {
        isSending: false,
        ...(isStillThere && { text: '', key: null }),
        // The user has seen a marked message before sending another one.
        ...((earlier || pending?.foundId) && { pending: null }),
      });
    } else if (mayHaveArrived(error)) {
      const attempts = (earlier?.attempts ?? 0) + 1;
      const foundId = earlier?.foundId ?? null;
      this.#change(conversationId, {
        isSending: false,
        pending: { text, key, senderId, before, attempts, reading: 'reading', foundId },
      });
      await this.readAgain(conversationId);
    } else {
      this.#change(conversationId, { isSending: false, error: error ?? null });
    }
  }

  /** Reloads the conversation without the cache, to look for the message with an unknown outcome. */
  async readAgain(conversationId: string): Promise<void> {
    this.#changePending(conversationId, { reading: 'reading' });
    const nodes = (await this.#newestPage(conversationId)).data?.conversation?.messages?.nodes;
    if (nodes) this.look(conversationId, nodes);
    this.#changePending(conversationId, { reading: nodes ? 'read' : 'failed' });
  }

  /** Queries the newest messages. The client sends no second query while one is on its way, so an older one is repeated. */
  async #newestPage(conversationId: string) {
    const variables = { id: conversationId, after: null };
    const since = nextMoment();
    for (;;) {
      const result = await this.#client.query(MessagesQuery, variables, { requestPolicy: 'network-only' });
      if (result.error || sentAtOf(result) > since) return result;
    }
  }

  /** Receives the newest messages of a conversation, and looks for the pending message among the new ones. */
  look(conversationId: string, messages: readonly SeenMessage[]): void {
    this.#seen.set(conversationId, new Set(messages.map(({ id }) => id)));
    const { pending } = this.draft(conversationId);
    if (!pending?.before || pending.senderId === null || pending.foundId !== null) return;
    const { before, senderId, text } = pending;
    const found = messages.find(
      (message) => !before.has(message.id) && message.sender?.id === senderId && message.text === text,
    );
    if (!found) return;
    // If the user has written another text, no decision is needed.
    if (this.draft(conversationId).text === text) this.#changePending(conversationId, { foundId: found.id });
    else this.settle(conversationId);
  }

  /** Drops the pending message: the user has seen that it was sent, or gives it up. */
  settle(conversationId: string): void {
    const { text, pending } = this.draft(conversationId);
    this.#change(conversationId, {
      pending: null,
      ...(text === pending?.text && { text: '', key: null, error: null }),
    });
  }

  /** Sends the text with a new key: the user has seen that the first message was not sent. */
  async sendAnew(conversationId: string, senderId: string | null): Promise<void> {
    this.#change(conversationId, { pending: null, key: null });
    await this.send(conversationId, senderId);
  }

  #changePending(conversationId: string, change: Partial<PendingMessage>): void {
    const { pending } = this.draft(conversationId);
    if (pending) this.#change(conversationId, { pending: { ...pending, ...change } });
  }

  #change(conversationId: string, change: Partial<Draft>): void {
    this.#drafts.set(conversationId, { ...this.draft(conversationId), ...change });
    for (const changed of this.#listeners) changed();
  }
}

export const OutboxContext = createContext<Outbox | null>(null);

export function useNewOutbox(): Outbox {
  const client = useClient();
  return useMemo(() => new Outbox(client), [client]);
}

export function useOutbox(conversationId: string): readonly [Draft, Outbox] {
  const outbox = use(OutboxContext);
  if (!outbox) throw new Error('there is no outbox around this');
  const draft = useSyncExternalStore(
    outbox.subscribe,
    useCallback(() => outbox.draft(conversationId), [outbox, conversationId]),
  );
  return [draft, outbox];
}
