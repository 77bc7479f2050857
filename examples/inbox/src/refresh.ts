import { useEffect } from 'react';

const EVERY_MS = 10_000;

/** Asks again every ten seconds while somebody is looking, past the cache. */
export function useRefresh(refresh: (options: { requestPolicy: 'network-only' }) => void): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') refresh({ requestPolicy: 'network-only' });
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [refresh]);
}
