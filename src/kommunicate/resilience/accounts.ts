import { LRUCache } from 'lru-cache';
import { hashKey } from '../../lib/keyed-hash.ts';
import { createBatching, type Batching, type BatchingOptions } from './batch-endpoint.ts';
import { createBreakers, type Breakers, type BreakersOptions } from './circuit-breakers.ts';
import { createRetry, type Retry, type RetryOptions } from './retry.ts';

export interface AccountsOptions {
  readonly breaker?: BreakersOptions | undefined;
  readonly retry?: RetryOptions | undefined;
  readonly batching?: BatchingOptions | undefined;
  /** Whether a call failed because the REST API does not know its endpoint. */
  readonly isUnknownEndpoint: (error: unknown) => boolean;
}

/** What is remembered of one Api-Key. */
interface Account {
  readonly breakers: Breakers;
  readonly batching: Batching;
  /** Its budget is the account's own; keys that have not been accepted share one. */
  readonly retry: Retry;
  readonly isAccepted: boolean;
}

/**
 * What is remembered of Api-Keys, so that trouble of one account is no trouble of another. A key that the REST API
 * refuses leaves nothing. One that it has not answered yet is remembered among a few: made-up keys displace each
 * other there, and never an accepted one.
 */
export interface Accounts {
  find(apiKey: string): Account;
  /** The REST API has answered a call with this key. */
  accept(apiKey: string, account: Account): void;
  /** The REST API has refused the key: it is forgotten, unless it was accepted before. */
  refuse(apiKey: string): void;
  readonly hasAccepted: (apiKey: string) => boolean;
  /** Whether calls of any endpoint are refused at the moment, for any account. */
  readonly isAnyOpen: () => boolean;
}

/** Keys that have not been answered yet, at most. */
const MAX_UNANSWERED = 250;

export function createAccounts(options: AccountsOptions): Accounts {
  const { breaker = {}, retry, batching, isUnknownEndpoint } = options;
  const { maxAccounts = 1250 } = breaker;
  const accepted = new LRUCache<string, Account>({ max: maxAccounts });
  const unanswered = new LRUCache<string, Account>({ max: MAX_UNANSWERED });
  const sharedRetry = createRetry(retry);

  return {
    find(apiKey) {
      const name = hashKey(apiKey);
      const known = accepted.get(name) ?? unanswered.get(name);
      if (known) return known;
      const account: Account = {
        breakers: createBreakers(breaker),
        batching: createBatching(isUnknownEndpoint, batching),
        retry: sharedRetry,
        isAccepted: false,
      };
      unanswered.set(name, account);
      return account;
    },
    accept(apiKey, account) {
      if (account.isAccepted) return;
      const name = hashKey(apiKey);
      unanswered.delete(name);
      if (accepted.has(name)) return;
      accepted.set(name, { ...account, retry: createRetry(retry), isAccepted: true });
    },
    refuse: (apiKey) => void unanswered.delete(hashKey(apiKey)),
    hasAccepted: (apiKey) => accepted.has(hashKey(apiKey)),
    isAnyOpen() {
      for (const accounts of [accepted, unanswered]) {
        for (const { breakers } of accounts.values()) if (breakers.isAnyOpen()) return true;
      }
      return false;
    },
  };
}
