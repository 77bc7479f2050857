import { createContext, use, useCallback, useMemo, useSyncExternalStore } from 'react';
import { useClient, type Client, type CombinedError } from 'urql';
import { graphql } from './gql/index.ts';

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

/** What is being written to one conversation. */
export interface Draft {
  readonly text: string;
  readonly isSending: boolean;
  /** Why the last attempt failed. */
  readonly error: CombinedError | null;
  /** The attempt may have arrived although its answer did not: only somebody who has looked may send it again. */
  readonly isUncertain: boolean;
}

const EMPTY: Draft = { text: '', isSending: false, error: null, isUncertain: false };

/**
 * Drafts of all conversations, and the sending of them. They live as long as the page, whatever it shows: nothing is
 * lost by looking at something else.
 */
class Outbox {
  readonly #client: Client;
  readonly #drafts = new Map<string, Draft>();
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

  write(conversationId: string, text: string): void {
    this.#change(conversationId, { text });
  }

  /** Puts a reply below what is there already. */
  add(conversationId: string, text: string): void {
    const { text: before } = this.draft(conversationId);
    this.write(conversationId, before.trim() === '' ? text : `${before}\n${text}`);
  }

  /** @param isSure that it is not there yet, where that was not certain */
  async send(conversationId: string, isSure = false): Promise<void> {
    const { text, isSending, isUncertain } = this.draft(conversationId);
    if (text.trim() === '' || isSending || (isUncertain && !isSure)) return;
    this.#change(conversationId, { isSending: true, error: null, isUncertain: false });
    const { data, error } = await this.#client.mutation(SendMutation, { input: { conversationId, text } });
    // A message that has an answer was sent, whatever else could not be read.
    const isSent = Boolean(data?.sendMessage);
    const isStillThere = this.draft(conversationId).text === text;
    this.#change(conversationId, {
      isSending: false,
      ...(isSent && isStillThere && { text: '' }),
      error: isSent ? null : (error ?? null),
      isUncertain: !isSent && mayHaveArrived(error),
    });
  }

  #change(conversationId: string, change: Partial<Draft>): void {
    this.#drafts.set(conversationId, { ...this.draft(conversationId), ...change });
    for (const changed of this.#listeners) changed();
  }
}

/** An answer that did not come, or that says so itself. */
function mayHaveArrived(error: CombinedError | undefined): boolean {
  if (!error) return false;
  return (
    error.networkError !== undefined ||
    error.graphQLErrors.some(({ extensions }) => extensions.code === 'UPSTREAM_OUTCOME_UNKNOWN')
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
