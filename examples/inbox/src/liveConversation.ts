import { useEffect, useRef, useState } from 'react';
import { graphql } from './gql/index.ts';
import type { ConversationEventsSubscription } from './gql/graphql.ts';
import { openStream, whileVisible } from './live.ts';
import { nextMoment } from './moments.ts';

const ConversationEventsDocument = graphql(`
  subscription ConversationEvents($id: ID!, $after: String, $isAgent: Boolean!) {
    conversationEvents(conversationId: $id, after: $after) {
      __typename
      cursor
      previousCursor
      ... on MessageAdded {
        message {
          id
          text
          createdAt
          sender {
            id
          }
          ...MessageBubble
        }
      }
      ... on ConversationChanged {
        conversation @include(if: $isAgent) {
          ...ConversationHeader
        }
      }
    }
  }
`);

type ConversationEvent = NonNullable<ConversationEventsSubscription['conversationEvents']>;
type LiveMessage = Extract<ConversationEvent, { __typename: 'MessageAdded' }>['message'];
type Changed = NonNullable<Extract<ConversationEvent, { __typename: 'ConversationChanged' }>['conversation']>;

export interface LiveConversation {
  /** The newest first, each once. */
  readonly messages: readonly LiveMessage[];
  /** The conversation as the last event has it, and when that came. */
  readonly changed: { readonly conversation: Changed; readonly at: number } | null;
  /** How many times events may have been missed. The page then queries again. */
  readonly missed: number;
}

/**
 * The events of a conversation after the newest message of the page.
 * @param startCursor of the newest page; undefined while it is loading
 * @param isAgent false leaves out what customers cannot read
 */
export function useLiveConversation(
  id: string,
  startCursor: string | null | undefined,
  onState: (isLive: boolean) => void,
  isAgent = true,
): LiveConversation {
  const [live, setLive] = useState<LiveConversation>({ messages: [], changed: null, missed: 0 });
  /** The position to resume after. */
  const cursor = useRef<string>(null);
  const isReady = startCursor !== undefined;
  const start = useRef(startCursor);
  start.current ??= startCursor;

  useEffect(() => {
    if (!isReady) return;
    cursor.current ??= start.current ?? null;
    const stop = whileVisible(() =>
      openStream({
        document: ConversationEventsDocument,
        variables: () => ({ id, after: cursor.current, isAgent }),
        onState,
        onData: ({ conversationEvents: event }) => {
          if (!event) return;
          // Proxies that queue too much drop events without a word.
          const hasGap = cursor.current !== null && event.previousCursor !== cursor.current;
          cursor.current = event.cursor ?? null;
          const at = nextMoment();
          setLive((before) => withEvent(before, event, hasGap, at));
        },
        onError: ({ extensions }) => {
          if (extensions?.reason === 'not-a-cursor') cursor.current = null;
        },
      }),
    );
    return () => {
      stop();
      // Without a conversation, only the stream of the inbox counts.
      onState(true);
    };
  }, [id, isReady, onState, isAgent]);

  return live;
}

function withEvent(
  before: LiveConversation,
  event: ConversationEvent,
  hasGap: boolean,
  at: number,
): LiveConversation {
  const missed = before.missed + (hasGap || event.__typename === 'EventsMissed' ? 1 : 0);
  if (event.__typename === 'MessageAdded') {
    const others = before.messages.filter(({ id }) => id !== event.message.id);
    return { ...before, missed, messages: [event.message, ...others] };
  }
  if (event.__typename === 'ConversationChanged' && event.conversation)
    return { ...before, missed, changed: { conversation: event.conversation, at } };
  return { ...before, missed };
}

interface Dated {
  readonly id: string;
  readonly createdAt?: string | null;
}

/** The newest page of messages with those of the events, each once. Older ones than the page's belong to the next page. */
export function messagesOf<Node extends Dated>(
  nodes: readonly Node[],
  live: readonly (Node & Dated)[],
): Node[] {
  const ids = new Set(nodes.map(({ id }) => id));
  const oldest = nodes.at(-1)?.createdAt ?? '';
  const isNew = ({ id, createdAt }: Dated) => !ids.has(id) && (!createdAt || createdAt > oldest);
  return [...live.filter(isNew), ...nodes];
}
