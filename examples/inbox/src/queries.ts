import { useCallback, useEffect, useRef, useState } from 'react';
import { useQuery, type CombinedError, type TypedDocumentNode } from 'urql';

/** The fallback: streams bring the news at once. */
const EVERY_MS = 60_000;

interface LiveResult<Data> {
  /** The last data without an error, so that a failure does not clear the page. */
  readonly data: Data | undefined;
  readonly error: CombinedError | undefined;
  readonly isFetching: boolean;
  /** When the query behind the data was sent, or earlier. Events from before are part of the data. */
  readonly readAt: number;
  readonly retry: () => void;
}

/**
 * Repeats a query every minute without the cache, while the page is visible, and at once when `missed` changes.
 * @param missed how many times events were missed
 */
export function useLiveQuery<Data, Variables extends object>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  missed = 0,
): LiveResult<Data> {
  const [{ data, error, fetching }, execute] = useQuery<Data, object>({ query, variables });
  const sentAt = useRef(Date.now());
  const [last, setLast] = useState({ data, readAt: sentAt.current });
  if (data !== undefined && data !== last.data) setLast({ data, readAt: sentAt.current });

  const retry = useCallback(() => {
    sentAt.current = Date.now();
    execute({ requestPolicy: 'network-only' });
  }, [execute]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') retry();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [retry]);
  useEffect(() => {
    if (missed > 0) retry();
  }, [missed, retry]);
  return { data: data ?? last.data, error, isFetching: fetching, readAt: last.readAt, retry };
}
