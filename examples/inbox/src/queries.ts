import { useEffect, useRef } from 'react';
import { useQuery, type CombinedError, type TypedDocumentNode } from 'urql';

const EVERY_MS = 10_000;

interface LiveResult<Data> {
  /** The last data without an error, so that a failure does not clear the page. */
  readonly data: Data | undefined;
  readonly error: CombinedError | undefined;
  readonly isFetching: boolean;
  readonly retry: () => void;
}

/** Repeats a query every ten seconds without the cache, while the page is visible. */
export function useLiveQuery<Data, Variables extends object>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): LiveResult<Data> {
  const [{ data, error, fetching }, execute] = useQuery<Data, object>({ query, variables });
  const last = useRef<Data>(undefined);
  useEffect(() => {
    if (data !== undefined) last.current = data;
  }, [data]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') execute({ requestPolicy: 'network-only' });
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [execute]);
  const retry = () => execute({ requestPolicy: 'network-only' });
  return { data: data ?? last.current, error, isFetching: fetching, retry };
}
