import { LRUCache } from 'lru-cache';
import { hashKey } from '../../lib/keyed-hash.ts';
import { createBatching, type Batching, type BatchingOptions } from './batch-endpoint.ts';
import { createBreakers, type Breakers, type BreakersOptions } from './circuit-breakers.ts';
import { createRetry, type Retry, type RetryOptions } from './retry.ts';

export interface AccountsOptions {
  readonly breaker?: BreakersOptions | undefined;
  readonly retry?: RetryOptions | undefined;
  readonly batching?: BatchingOptions | undefined;
  /** Whether a call failed because the REST API does not have its endpoint. */
  readonly isUnknownEndpoint: (error: unknown) => boolean;
}

/** The state of one Api-Key. */
interface Account {
  readonly breakers: Breakers;
  readonly batching: Batching;
  /** An accepted key has its own retry budget. All other keys share one. */
  readonly retry: Retry;
  readonly isAccepted: boolean;
}

/**
 * The state of each Api-Key: failures of one account do not affect another. A rejected key is forgotten, unless it was
 * accepted before. Keys without a response yet are in a separate, small cache: made-up keys evict only each other.
 */
export interface Accounts {
  find(apiKey: string): Account;
  /** Remembers that the REST API has accepted the key. */
  accept(apiKey: string, account: Account): void;
  /** Forgets a key that the REST API has rejected, unless it was accepted before. */
  reject(apiKey: string): void;
  readonly hasAccepted: (apiKey: string) => boolean;
  /** Whether any circuit of any account is open. */
  readonly isAnyOpen: () => boolean;
  /** The number of open circuits of each endpoint. */
  readonly openCircuits: () => ReadonlyMap<string, number>;
  /** The smallest retry budget of the accepted Api-Keys; undefined without any. */
  readonly smallestRetryBudget: () => number | undefined;
}

/** Maximum number of remembered keys without a response. */
const MAX_PENDING = 250;

export function createAccounts(options: AccountsOptions): Accounts {
  const { breaker = {}, retry, batching, isUnknownEndpoint } = options;
  const { maxAccounts = 1250 } = breaker;
  const accepted = new LRUCache<string, Account>({ max: maxAccounts });
  const pending = new LRUCache<string, Account>({ max: MAX_PENDING });
  const sharedRetry = createRetry(retry);

  return {
    find(apiKey) {
      const keyHash = hashKey(apiKey);
      const known = accepted.get(keyHash) ?? pending.get(keyHash);
      if (known) return known;
      const account: Account = {
        breakers: createBreakers(breaker),
        batching: createBatching(isUnknownEndpoint, batching),
        retry: sharedRetry,
        isAccepted: false,
      };
      pending.set(keyHash, account);
      return account;
    },
    accept(apiKey, account) {
      if (account.isAccepted) return;
      const keyHash = hashKey(apiKey);
      pending.delete(keyHash);
      if (accepted.has(keyHash)) return;
      accepted.set(keyHash, { ...account, retry: createRetry(retry), isAccepted: true });
    },
    reject: (apiKey) => void pending.delete(hashKey(apiKey)),
    hasAccepted: (apiKey) => accepted.has(hashKey(apiKey)),
    isAnyOpen() {
      for (const accounts of [accepted, pending]) {
        for (const { breakers } of accounts.values()) if (breakers.isAnyOpen()) return true;
      }
      return false;
    },
    openCircuits() {
      const counts = new Map<string, number>();
      for (const accounts of [accepted, pending]) {
        for (const { breakers } of accounts.values()) {
          for (const endpoint of breakers.open()) counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
        }
      }
      return counts;
    },
    smallestRetryBudget() {
      let smallest: number | undefined;
      for (const { retry: own } of accepted.values()) smallest = Math.min(smallest ?? Infinity, own.budget());
      return smallest;
    },
  };
}
