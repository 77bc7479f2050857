import { createContext, use, useCallback, useMemo, useSyncExternalStore } from 'react';
import { useClient, type Client, type CombinedError } from 'urql';
import { graphql } from './gql/index.ts';
import { MessagesQuery } from './messagesQuery.ts';

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

/** A message that was sent, and whose outcome is unknown. */
export interface PendingMessage {
  readonly text: string;
  /** Sending again with the same key cannot make a second message. */
  readonly key: string;
  readonly senderId: string | null;
  /** The newest messages before it was sent; null where they had not been read. */
  readonly before: ReadonlySet<string> | null;
  /** How often it was sent without a known outcome. */
  readonly attempts: number;
  /** How far reading the conversation again has come. */
  readonly reading: 'reading' | 'read' | 'failed';
  /** The id of a message that looks like it, once the conversation has one. */
  readonly foundId: string | null;
}

/** What is being written to one conversation. */
export interface Draft {
  readonly text: string;
  /** The idempotency key of this text, from the first attempt to send it. */
  readonly key: string | null;
  readonly isSending: boolean;
  /** Why the last attempt failed. */
  readonly error: CombinedError | null;
  /** The attempt may have arrived although its answer did not. */
  readonly pending: PendingMessage | null;
}

const EMPTY: Draft = { text: '', key: null, isSending: false, error: null, pending: null };

interface SeenMessage {
  readonly id: string;
  readonly text?: string | null;
  readonly sender?: { readonly id: string } | null;
}

/**
 * Drafts of all conversations, and the sending of them. They live as long as the page, whatever it shows: nothing is
 * lost by looking at something else.
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

  /** Another text is another message, with a key of its own. */
  write(conversationId: string, text: string): void {
    const isSame = text === this.draft(conversationId).text;
    this.#change(conversationId, isSame ? { text } : { text, key: null });
  }

  /** Puts a reply below what is there already. */
  add(conversationId: string, text: string): void {
    const { text: before } = this.draft(conversationId);
    this.write(conversationId, before.trim() === '' ? text : `${before}\n${text}`);
  }

  /**
   * Sends the draft. A draft whose outcome is unknown is sent only when the user asks for it, and with the same key: the
   * gateway does not send it twice.
   */
  async send(conversationId: string, senderId: string | null, isAgain = false): Promise<void> {
    const { text, key: known, isSending, pending } = this.draft(conversationId);
    const earlier = pending?.text === text ? pending : null;
    if (text.trim() === '' || isSending || (earlier && !isAgain)) return;
    const key = earlier?.key ?? known ?? newKey();
    const before = earlier ? earlier.before : (this.#seen.get(conversationId) ?? null);
    this.#change(conversationId, { key, isSending: true, error: null });
    const input = { conversationId, text, idempotencyKey: key };
    const { data, error } = await this.#client.mutation(SendMutation, { input });
    // A message that has an answer was sent, whatever else could not be read.
    if (data?.sendMessage) {
      const isStillThere = this.draft(conversationId).text === text;
      this.#change(conversationId, {
        isSending: false,
        ...(isStillThere && { text: '', key: null }),
        // Another message has been sent since: a mark that was found has been seen.
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

  /** Reads the conversation again, past the cache, to look for the message whose outcome is unknown. */
  async readAgain(conversationId: string): Promise<void> {
    this.#changePending(conversationId, { reading: 'reading' });
    const variables = { id: conversationId, after: null };
    const { data } = await this.#client.query(MessagesQuery, variables, { requestPolicy: 'network-only' });
    const nodes = data?.conversation?.messages?.nodes;
    if (nodes) this.look(conversationId, nodes);
    this.#changePending(conversationId, { reading: nodes ? 'read' : 'failed' });
  }

  /** Takes the newest messages of a conversation: one that was not there before may be the one that is looked for. */
  look(conversationId: string, messages: readonly SeenMessage[]): void {
    this.#seen.set(conversationId, new Set(messages.map(({ id }) => id)));
    const { pending } = this.draft(conversationId);
    if (!pending?.before || pending.senderId === null || pending.foundId !== null) return;
    const { before, senderId, text } = pending;
    const found = messages.find(
      (message) => !before.has(message.id) && message.sender?.id === senderId && message.text === text,
    );
    if (!found) return;
    // With another text in the box there is nothing left to decide.
    if (this.draft(conversationId).text === text) this.#changePending(conversationId, { foundId: found.id });
    else this.settle(conversationId);
  }

  /** The user has seen that the message was sent, or does not look for it any more. */
  settle(conversationId: string): void {
    const { text, pending } = this.draft(conversationId);
    this.#change(conversationId, {
      pending: null,
      ...(text === pending?.text && { text: '', key: null, error: null }),
    });
  }

  /** Sends the text as a message of its own, with a new key: the user has seen that it is not there. */
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

/** Random; `crypto.randomUUID` is not there where a page comes by plain http from another machine. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** An answer that did not come, or one that says that the message may have been sent or is being sent. */
function mayHaveArrived(error: CombinedError | undefined): boolean {
  if (!error) return false;
  return (
    error.networkError !== undefined ||
    error.graphQLErrors.some(({ extensions: { code } }) =>
      ['UPSTREAM_OUTCOME_UNKNOWN', 'IDEMPOTENCY_IN_PROGRESS'].includes(String(code)),
    )
  );
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
