import type { FindTroubles } from '../lib/troubles.ts';

/** The response of `/ready`. */
export interface Readiness {
  /** 503 while the process shuts down, otherwise 200. */
  readonly status: 200 | 503;
  readonly body: ReadinessBody;
}

interface ReadinessBody {
  /** `degraded`: a dependency is not healthy. The gateway still handles requests, so the status stays 200. */
  readonly status: 'ok' | 'degraded' | 'draining';
  /** The dependencies that are not healthy: `upstream`, `redis`. Only with `degraded`. */
  readonly degraded?: readonly string[];
  /** Since when each of them is not healthy, in UTC as RFC 3339. Only with `degraded`. */
  readonly since?: Readonly<Record<string, string>>;
}

export function createReadiness(isDraining: () => boolean, findTroubles: FindTroubles): () => Readiness {
  return () => {
    if (isDraining()) return { status: 503, body: { status: 'draining' } };
    const troubles = findTroubles();
    if (troubles.length === 0) return { status: 200, body: { status: 'ok' } };
    const degraded = troubles.map(({ name }) => name);
    const since = Object.fromEntries(troubles.map(({ name, since: time }) => [name, time]));
    return { status: 200, body: { status: 'degraded', degraded, since } };
  };
}
