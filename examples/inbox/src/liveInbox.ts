import { useEffect, useState } from 'react';
import { graphql } from './gql/index.ts';
import type { ConversationStatus, InboxEventsSubscription } from './gql/graphql.ts';
import { inOneTab, openStream, whileVisible } from './live.ts';
import { nextMoment } from './moments.ts';

const InboxEventsDocument = graphql(`
  subscription InboxEvents {
    inboxEvents {
      __typename
      conversation {
        id
        status
        assignee {
          id
        }
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

/** Which conversations a list has. */
export interface InboxFilter {
  readonly statuses: ConversationStatus[] | null;
  readonly assigneeId: string | null;
  /** Not together with `assigneeId`. */
  readonly search: string | null;
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
    const tell = (message: TabMessage) => channel.postMessage(message);
    let isLeader = false;
    let isLive = false;
    const onEvent = (event: InboxEvent) => {
      const at = nextMoment();
      setInbox((before) => withEvent(before, event, at));
    };
    const setState = (next: boolean) => {
      isLive = next;
      onState(next);
      tell({ isLive });
    };
    channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
      if ('event' in data) onEvent(data.event);
      else if ('isLive' in data) onState(data.isLive);
      else if (isLeader) tell({ isLive });
    });
    tell({ isAsking: true });

    const lead = () => {
      isLeader = true;
      const close = openStream({
        document: InboxEventsDocument,
        variables: () => ({}),
        onState: setState,
        onData: ({ inboxEvents: event }) => {
          if (!event) return;
          onEvent(event);
          tell({ event });
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

function withEvent({ rows, missed }: LiveInbox, event: InboxEvent, at: number): LiveInbox {
  if (event.__typename === 'EventsMissed') return { rows, missed: missed + 1 };
  const { conversation } = event;
  if (event.__typename !== 'ConversationChanged' || !conversation) return { rows, missed };
  const before = rows.find((row) => row.conversation.id === conversation.id);
  const others = rows.filter((row) => row !== before);
  const moves = event.changes.some((change) => ['LATEST_MESSAGE', 'STATUS', 'ASSIGNEE'].includes(change));
  const row = { conversation, at, isMoved: moves || (before?.isMoved ?? false) };
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
    filter: { statuses, assigneeId, search },
    isFirst,
  }: {
    readonly readAt: number;
    readonly filter: InboxFilter;
    readonly isFirst: boolean;
  },
): readonly (Node | Changed)[] {
  const newer = live.filter(({ at }) => at > readAt);
  // Only the REST API knows what a search finds, so events change the rows of a search and add none.
  if (search)
    return nodes.map(
      (node) => newer.find(({ conversation }) => conversation.id === node.id)?.conversation ?? node,
    );
  const fits = ({ conversation: { status, assignee } }: LiveRow) =>
    (!statuses || (!!status && statuses.includes(status))) &&
    (assigneeId === null || assignee?.id === assigneeId);
  const moved = newer.filter((row) => row.isMoved && fits(row)).map(({ conversation }) => conversation);
  const others = nodes.flatMap((node): (Node | Changed)[] => {
    const row = newer.find(({ conversation }) => conversation.id === node.id);
    if (!row) return [node];
    return row.isMoved || !fits(row) ? [] : [row.conversation];
  });
  return isFirst ? [...moved, ...others] : others;
}
