import { GatewayError } from '../errors.ts';
import { actingAs } from '../lib/header-value.ts';
import { createAccounts } from './resilience/accounts.ts';
import { CircuitOpenError } from './resilience/circuit-breaker.ts';
import { createCall, type CallOptions, type Decode } from './call.ts';
import { assertAccepted, RejectedRequest, UnknownEndpoint } from './wire/response.ts';
import { checkClientOptions } from './check-options.ts';
import type { ClientOptions } from './options.ts';
import { createHttp } from './transport/http.ts';
import {
  decodeGroup,
  decodeGroups,
  decodeMessagePage,
  decodeSent,
  decodeSupportPage,
  decodeUsers,
} from './wire/records.ts';
import type {
  GroupRecord,
  MessagePage,
  SupportPage,
  UserChanges,
  UserRecord,
  WireMetadata,
} from './types.ts';

export type { CallOptions } from './call.ts';

/**
 * The REST API, with a method for each endpoint. The first four are documented (api-detail, "Endpoints"); the others
 * are known from the official clients (wire-facts 7).
 *
 * Every method rejects with a `GatewayError`: `UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT`, `UPSTREAM_RATE_LIMITED`,
 * `UPSTREAM_AUTH_FAILED`, `UPSTREAM_REJECTED` or `DEADLINE_EXCEEDED`. A read also rejects with
 * `UPSTREAM_INVALID_RESPONSE`. A write also rejects with `NOT_FOUND`, and with `UPSTREAM_OUTCOME_UNKNOWN` if the change
 * may have happened.
 *
 * Some errors are of another kind. A cancelled read rejects with the signal's reason, and any call with what `beforeCall`
 * throws. An Api-Key or user id that does not fit in a header is a `TypeError`.
 */
export interface KommunicateClient {
  /** `POST /rest/ws/user/v2/detail`, a read: the users of `userIds` that exist, in any order. */
  getUsers(userIds: readonly string[], options: CallOptions): Promise<readonly UserRecord[]>;
  /** `POST /rest/ws/user/update`: changes the user `ofUserId`, who must not be an agent. */
  updateUser(ofUserId: string, changes: UserChanges, options: CallOptions): Promise<void>;
  /** `POST /rest/ws/message/v2/send`: sends a message as `fromUserName`, which is a user id. */
  sendMessage(
    message: OutgoingMessage,
    options: CallOptions,
  ): Promise<{ messageKey: string; createdAt: number | undefined }>;
  /** `POST /rest/ws/group/update`: merges `metadata` into the conversation's, as the user `ofUserId`. */
  updateGroup(
    ofUserId: string,
    group: { readonly groupId: string; readonly metadata: WireMetadata },
    options: CallOptions,
  ): Promise<void>;
  /** `GET /rest/ws/group/v2/info`, a read: one conversation, or null. */
  getGroup(groupId: string, options: CallOptions): Promise<GroupRecord | null>;
  /**
   * `POST /rest/ws/group/v3/info`, a read: the conversations of `groupIds` that exist, in any order. Not every REST
   * API has it: it then rejects with `UPSTREAM_REJECTED`, for a minute without another call for that account.
   */
  getGroups(groupIds: readonly string[], options: CallOptions): Promise<readonly GroupRecord[]>;
  /** `GET /rest/ws/group/support`: conversations whose latest message is before `endTime`, newest first. */
  getSupportPage(page: SupportPageQuery, options: CallOptions): Promise<SupportPage>;
  /** `GET /rest/ws/message/list`: messages before `endTime`, newest first; null if the conversation does not exist. */
  getMessages(page: MessagePageQuery, options: CallOptions): Promise<MessagePage | null>;
  /** Whether the circuit of any endpoint is open. */
  isDegraded(): boolean;
  /**
   * Whether the client remembers that the REST API has accepted this key. In `passthrough` mode a gateway bounds the
   * rate counters of all other keys. Without this method, every key counts as accepted.
   */
  hasAccepted?(apiKey: string): boolean;
  /** What the client is doing, for metrics. Without this method, those metrics are absent. */
  state?(): ClientState;
  /** Waits for calls in flight, then closes the connections. A `dispatcher` from the options stays open. */
  close(): Promise<void>;
}

/** What a client is doing at the moment. */
interface ClientState {
  /** The number of calls that have a connection. */
  readonly busy: number;
  /** The number of calls that wait for a connection. */
  readonly waiting: number;
  /** The smallest retry budget of all accepted Api-Keys; undefined if none was accepted. */
  readonly retryBudget: number | undefined;
  /** The number of open circuits of each endpoint: each Api-Key has its own. */
  readonly openCircuits: ReadonlyMap<string, number>;
}

/** The body of `POST /rest/ws/message/v2/send`. */
export interface OutgoingMessage {
  readonly groupId: string;
  readonly message?: string;
  readonly fromUserName: string;
  readonly metadata?: WireMetadata;
}

/** A page of a list, newest first. Whether the page includes `endTime` itself is not documented (wire-facts 10). */
interface PageQuery {
  readonly pageSize: number;
  /** Milliseconds since 1970; undefined for the newest page. */
  readonly endTime: number | undefined;
}

export interface MessagePageQuery extends PageQuery {
  readonly groupId: string;
}

interface SupportPageQuery extends PageQuery {
  /** `CONVERSATION_STATUS` numbers; an empty list for all. */
  readonly statuses: readonly number[];
}

function isUnknownEndpoint(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.cause instanceof UnknownEndpoint;
}

/** How to split a failed batch of users: in halves if the REST API rejected what the call contains. */
export function splitStrategyOfUsers(error: unknown): 'bisect' | undefined {
  return error instanceof GatewayError && error.cause instanceof RejectedRequest ? 'bisect' : undefined;
}

/** How to split a failed batch of conversations: one by one if the REST API has no batch endpoint. */
export function splitStrategyOfGroups(error: unknown): 'bisect' | 'individually' | undefined {
  return isUnknownEndpoint(error) ? 'individually' : splitStrategyOfUsers(error);
}

/** What a span says about a failed call: `circuit_open`, or the code of the error. */
export function spanErrorOf(error: unknown): string {
  if (!(error instanceof GatewayError)) return 'CANCELLED';
  return error.cause instanceof CircuitOpenError ? 'circuit_open' : error.code;
}

type Query = readonly (readonly [name: string, value: string | number | undefined])[];

/**
 * Creates a client of the REST API at `baseUrl`, with its own connection pool, and a retry budget for each accepted
 * Api-Key.
 * @throws {TypeError} for an invalid option; the message names the option, its rule and the value
 */
export function createClient(options: ClientOptions): KommunicateClient {
  checkClientOptions(options);
  const http = createHttp(options);
  const { breaker, retry, batching } = options;
  const accounts = createAccounts({ breaker, retry, batching, isUnknownEndpoint });
  const call = createCall({ http, accounts });

  const read = <T>(path: string, body: object, decode: Decode<T>, callOptions: CallOptions) =>
    call({ method: 'POST', path, body }, 'read', decode, callOptions);
  const get = <T>(path: string, query: Query, decode: Decode<T>, callOptions: CallOptions) => {
    const params = query.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
    return call({ method: 'GET', path, query: new URLSearchParams(params) }, 'read', decode, callOptions);
  };
  const write = <T>(path: string, body: object, decode: Decode<T>, callOptions: CallOptions, headers = {}) =>
    call({ method: 'POST', path, body, headers }, 'write', decode, callOptions);

  return {
    async getUsers(userIds, callOptions) {
      const body = { userIdList: userIds };
      const decode: Decode<UserRecord[]> = (result) => decodeUsers(result, userIds.length);
      return read('/rest/ws/user/v2/detail', body, decode, callOptions);
    },

    async updateUser(ofUserId, { email, displayName, imageLink, metadata }, callOptions) {
      const body = { email, displayName, imageLink, metadata };
      await write('/rest/ws/user/update', body, assertAccepted, callOptions, actingAs(ofUserId));
    },

    async sendMessage({ groupId, message, fromUserName, metadata }, callOptions) {
      const body = { groupId, message, fromUserName, metadata };
      return write('/rest/ws/message/v2/send', body, decodeSent, callOptions);
    },

    async updateGroup(ofUserId, { groupId, metadata }, callOptions) {
      const body = { groupId, metadata };
      await write('/rest/ws/group/update', body, assertAccepted, callOptions, actingAs(ofUserId));
    },

    async getGroup(groupId, callOptions) {
      return get('/rest/ws/group/v2/info', [['groupId', groupId]], decodeGroup, callOptions);
    },

    async getGroups(groupIds, callOptions) {
      const decode: Decode<GroupRecord[]> = (result) => decodeGroups(result, groupIds.length);
      return accounts
        .find(callOptions.apiKey)
        .batching.run(() => read('/rest/ws/group/v3/info', { groupIds }, decode, callOptions));
    },

    async getSupportPage({ pageSize, endTime, statuses }, callOptions) {
      const query = [
        ['pageSize', pageSize],
        ['lastFetchTime', endTime],
        ...statuses.map((status) => ['status', status] as const),
      ] as const;
      const decode: Decode<SupportPage> = (result) => decodeSupportPage(result, pageSize);
      return get('/rest/ws/group/support', query, decode, callOptions);
    },

    async getMessages({ groupId, pageSize, endTime }, callOptions) {
      const query = [
        ['groupId', groupId],
        ['pageSize', pageSize],
        ['endTime', endTime],
      ] as const;
      const decode: Decode<MessagePage | null> = (result) => decodeMessagePage(result, groupId, pageSize);
      return get('/rest/ws/message/list', query, decode, callOptions);
    },

    isDegraded: accounts.isAnyOpen,
    hasAccepted: accounts.hasAccepted,
    state: () => ({
      ...http.connections(),
      retryBudget: accounts.smallestRetryBudget(),
      openCircuits: accounts.openCircuits(),
    }),
    close: () => http.close(),
  };
}
