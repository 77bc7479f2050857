import { createLoaders, type Loaders } from './batching/loaders.ts';
import { GatewayError } from './errors.ts';
import type { KommunicateClient } from './kommunicate/client.ts';
import type { Principal } from './principal.ts';

/** What a resolver is given: who is asking, what to load through, and what to change things with. */
export interface GatewayContext {
  readonly principal: Principal;
  readonly loaders: Loaders;
  readonly client: KommunicateClient;
  /**
   * Counts ids against what one request may ask for.
   * @throws {GatewayError} `LIMIT_EXCEEDED` from the first field that asks for more
   */
  readonly spendIds: (count: number) => void;
}

export interface ContextOptions {
  readonly client: KommunicateClient;
  readonly maxBatchSize: number;
  /** Ids in one request at most, repeats included. */
  readonly maxIds: number;
}

/** Builds the context of one request. */
export function createContext(
  { client, maxBatchSize, maxIds }: ContextOptions,
  principal: Principal,
  signal: AbortSignal | undefined,
): GatewayContext {
  let idsLeft = maxIds;
  return {
    principal,
    client,
    loaders: createLoaders({ client, apiKey: principal.apiKey, maxBatchSize, signal }),
    spendIds(count) {
      if (count > idsLeft) throw new GatewayError('LIMIT_EXCEEDED', { limit: 'ids' });
      idsLeft -= count;
    },
  };
}
