import { useCallback, useEffect, useRef, useState } from 'react';
import { useQuery, type CombinedError, type TypedDocumentNode } from 'urql';
import { lastMutation, sentAtOf } from './moments.ts';

/** The fallback: streams bring the news at once. */
const EVERY_MS = 60_000;

/**
 * The cache finds what a mutation changes by the types in the data. An empty list has none, and neither has a mutation
 * without a known outcome.
 */
export const CONVERSATIONS_CHANGE = { additionalTypenames: ['Conversation'] };

interface LiveResult<Data> {
  /** The last data without an error, so that a failure does not clear the page. */
  readonly data: Data | undefined;
  readonly error: CombinedError | undefined;
  readonly isFetching: boolean;
  /** When the query behind the data was sent. Earlier events are part of the data; later ones may be newer. */
  readonly readAt: number;
  readonly retry: () => void;
}

/**
 * Repeats a query without the cache, while the page is visible, and at once when `missed` changes.
 * @param missed how many times events were missed
 * @param everyMs the time between two queries, a minute by default
 */
export function useLiveQuery<Data, Variables extends object>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  missed = 0,
  everyMs = EVERY_MS,
): LiveResult<Data> {
  const [result, execute] = useQuery<Data, object>({ query, variables, context: CONVERSATIONS_CHANGE });
  const { data, error, fetching, stale } = result;
  const sentAt = sentAtOf(result);
  const isBusy = fetching || stale;
  const [last, setLast] = useState({ data, readAt: sentAt });
  if (data !== undefined && data !== last.data) setLast({ data, readAt: sentAt });

  const retry = useCallback(() => execute({ requestPolicy: 'network-only' }), [execute]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') retry();
    }, everyMs);
    return () => clearInterval(timer);
  }, [retry, everyMs]);
  const missedBefore = useRef(missed);
  useEffect(() => {
    if (missed === missedBefore.current) return;
    missedBefore.current = missed;
    retry();
  }, [missed, retry]);
  // After a mutation, the client repeats no query that is on its way.
  useEffect(() => {
    if (!isBusy && sentAt > 0 && sentAt < lastMutation()) retry();
  }, [isBusy, sentAt, retry]);
  return { data: data ?? last.data, error, isFetching: isBusy, readAt: last.readAt, retry };
}
