import { useEffect, useState } from 'react';
import { graphql } from './gql/index.ts';
import type { ConversationStatus, InboxEventsSubscription } from './gql/graphql.ts';
import { inOneTab, openStream, whileVisible } from './live.ts';

const InboxEventsDocument = graphql(`
  subscription InboxEvents {
    inboxEvents {
      __typename
      conversation {
        id
        status
        ...ConversationRow
      }
      ... on ConversationChanged {
        changes
      }
    }
  }
`);

type InboxEvent = NonNullable<InboxEventsSubscription['inboxEvents']>;
type Changed = NonNullable<Extract<InboxEvent, { __typename: 'ConversationChanged' }>['conversation']>;

/** A conversation as the last event has it. */
export interface LiveRow {
  readonly conversation: Changed;
  /** Whether it belongs to the top of the list. Otherwise only its content is different. */
  readonly isMoved: boolean;
  /** When the event came. A query that started later has newer data. */
  readonly at: number;
}

export interface LiveInbox {
  /** The newest first. */
  readonly rows: readonly LiveRow[];
  /** How many times events may have been missed. The page then queries again. */
  readonly missed: number;
}

/** What the tabs of a browser tell each other. */
type TabMessage = { readonly event: InboxEvent } | { readonly isLive: boolean } | { readonly isAsking: true };

/**
 * The events of the inbox. Over HTTP/1.1 a browser has six connections for all tabs of an origin, so one tab holds the
 * stream, with a lock, and passes the events on.
 */
export function useLiveInbox(onState: (isLive: boolean) => void): LiveInbox {
  const [inbox, setInbox] = useState<LiveInbox>({ rows: [], missed: 0 });

  useEffect(() => {
    const channel = new BroadcastChannel('inbox-live');
    let isLeader = false;
    let isLive = false;
    const onEvent = (event: InboxEvent) => setInbox((before) => withEvent(before, event));
    const setState = (next: boolean) => {
      isLive = next;
      onState(next);
      channel.postMessage({ isLive } satisfies TabMessage);
    };
    channel.onmessage = ({ data }: MessageEvent<TabMessage>) => {
      if ('event' in data) onEvent(data.event);
      else if ('isLive' in data) onState(data.isLive);
      else if (isLeader) channel.postMessage({ isLive } satisfies TabMessage);
    };
    channel.postMessage({ isAsking: true } satisfies TabMessage);

    const lead = () => {
      isLeader = true;
      const close = openStream({
        document: InboxEventsDocument,
        variables: () => ({}),
        onState: setState,
        onData: ({ inboxEvents: event }) => {
          if (!event) return;
          onEvent(event);
          channel.postMessage({ event } satisfies TabMessage);
        },
      });
      return () => {
        isLeader = false;
        close();
      };
    };
    const stop = whileVisible(() => inOneTab('inbox-live', lead));
    return () => {
      stop();
      channel.close();
    };
  }, [onState]);

  return inbox;
}

function withEvent({ rows, missed }: LiveInbox, event: InboxEvent): LiveInbox {
  if (event.__typename === 'EventsMissed') return { rows, missed: missed + 1 };
  const { conversation } = event;
  if (event.__typename !== 'ConversationChanged' || !conversation) return { rows, missed };
  const before = rows.find((row) => row.conversation.id === conversation.id);
  const others = rows.filter((row) => row !== before);
  const moves = event.changes.some((change) => change === 'LATEST_MESSAGE' || change === 'STATUS');
  const row = { conversation, at: Date.now(), isMoved: moves || (before?.isMoved ?? false) };
  return {
    rows: moves || !before ? [row, ...others] : rows.map((one) => (one === before ? row : one)),
    missed,
  };
}

/**
 * The rows of a page of the inbox: the events on top of what the query has read.
 * @param readAt when the query of the page was sent
 */
export function rowsOf<Node extends { readonly id: string }>(
  nodes: readonly Node[],
  live: readonly LiveRow[],
  {
    readAt,
    statuses,
    isFirst,
  }: {
    readonly readAt: number;
    readonly statuses: readonly ConversationStatus[] | null;
    readonly isFirst: boolean;
  },
): readonly (Node | Changed)[] {
  const newer = live.filter(({ at }) => at >= readAt);
  const fits = ({ conversation: { status } }: LiveRow) =>
    !statuses || (!!status && statuses.includes(status));
  const moved = newer.filter((row) => row.isMoved && fits(row)).map(({ conversation }) => conversation);
  const others = nodes.flatMap((node): (Node | Changed)[] => {
    const row = newer.find(({ conversation }) => conversation.id === node.id);
    if (!row) return [node];
    return row.isMoved || !fits(row) ? [] : [row.conversation];
  });
  return isFirst ? [...moved, ...others] : others;
}
