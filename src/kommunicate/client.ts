import { GatewayError } from '../errors.ts';
import type { Endpoint } from '../lib/endpoints.ts';
import { actingAs } from '../lib/header-value.ts';
import { createAccounts } from './resilience/accounts.ts';
import { CircuitOpenError } from './resilience/circuit-breaker.ts';
import { createCall, type CallOptions, type Decode } from './call.ts';
import {
  assertAccepted,
  assertAssigned,
  assertMarkedRead,
  rejectedRequest,
  RejectedRequest,
  UnknownEndpoint,
} from './wire/response.ts';
import { checkClientOptions } from './check-options.ts';
import type { ClientOptions } from './options.ts';
import { decodeCreated, decodeSent } from './wire/created.ts';
import { createHttp } from './transport/http.ts';
import {
  decodeGroup,
  decodeGroups,
  decodeMessagePage,
  decodeMessages,
  decodeReceipts,
  decodeSupportPage,
  decodeUsers,
} from './wire/records.ts';
import type {
  Assignment,
  GroupRecord,
  MessagePage,
  MessageRecord,
  NewGroup,
  OutgoingMessage,
  ReceiptRecord,
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
  /**
   * `POST /rest/ws/message/v2/send`: sends a message as `fromUserName`, which is a user id. With an attachment, it is the
   * older `POST /rest/ws/message/send`, as the user `fromUserName`.
   */
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
  /**
   * `GET /rest/ws/message/detail`, a read: the messages of `keys` that exist, in any order. Rejects keys that are together
   * too long for a URL with `UPSTREAM_REJECTED`, without a call.
   */
  getMessagesByKey(keys: readonly string[], options: CallOptions): Promise<readonly MessageRecord[]>;
  /** `GET /rest/ws/message/info`, a read: a receipt for each recipient of a message; null if there is no such message. */
  getReceipts(key: string, options: CallOptions): Promise<readonly ReceiptRecord[] | null>;
  /** `POST /rest/ws/group/conversation`: creates a conversation, and its members if they do not exist. */
  createGroup(group: NewGroup, options: CallOptions): Promise<{ groupId: string }>;
  /**
   * `PATCH /rest/ws/group/assignee/change`: assigns a conversation, as the user `ofUserId`. Rejects with `UPSTREAM_REJECTED`
   * (`already-engaged`) if an agent has it.
   */
  assignGroup(ofUserId: string, assignment: Assignment, options: CallOptions): Promise<void>;
  /**
   * `GET /rest/ws/message/read/conversation`: marks a conversation as read by the user `ofUserId`. It changes something, but
   * can be repeated, so it fails and is retried as a read.
   */
  markGroupRead(ofUserId: string, groupId: string, options: CallOptions): Promise<void>;
  /** `GET /rest/ws/message/list`: the conversations of the user `ofUserId`, as `getSupportPage` has them. */
  getUserPage(ofUserId: string, page: PageQuery, options: CallOptions): Promise<SupportPage>;
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
  /** Text to search for. Undefined: all conversations. Not together with `assigneeId`. */
  readonly search?: string | undefined;
  /** Only conversations that are assigned to this user. Undefined: all. */
  readonly assigneeId?: string | undefined;
}

function isUnknownEndpoint(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.cause instanceof UnknownEndpoint;
}

/** Maximum length of the keys of one call, in a URL. Servers commonly accept request lines of 8 KiB. */
const MAX_KEYS_LENGTH = 7000;

/** How to split a failed batch of users or messages: in halves if the REST API rejected what the call contains. */
export function splitStrategyOfKeys(error: unknown): 'bisect' | undefined {
  return error instanceof GatewayError && error.cause instanceof RejectedRequest ? 'bisect' : undefined;
}

/** How to split a failed batch of conversations: one by one if the REST API has no batch endpoint. */
export function splitStrategyOfGroups(error: unknown): 'bisect' | 'individually' | undefined {
  return isUnknownEndpoint(error) ? 'individually' : splitStrategyOfKeys(error);
}

/** What a span says about a failed call: `circuit_open`, or the code of the error. */
export function spanErrorOf(error: unknown): string {
  if (!(error instanceof GatewayError)) return 'CANCELLED';
  return error.cause instanceof CircuitOpenError ? 'circuit_open' : error.code;
}

type Query = readonly (readonly [name: string, value: string | number | boolean | undefined])[];

function paramsOf(query: Query): URLSearchParams {
  return new URLSearchParams(
    query.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/** The direction of a sent message, as clients send it (wire-facts 7.3). */
const SENT = 5;

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

  const read = <T>(path: Endpoint, body: object, decode: Decode<T>, callOptions: CallOptions) =>
    call({ method: 'POST', path, body }, 'read', decode, callOptions);
  const get = <T>(path: Endpoint, query: Query, decode: Decode<T>, callOptions: CallOptions, headers = {}) =>
    call({ method: 'GET', path, query: paramsOf(query), headers }, 'read', decode, callOptions);
  const write = <T>(
    path: Endpoint,
    body: object,
    decode: Decode<T>,
    callOptions: CallOptions,
    headers = {},
  ) => call({ method: 'POST', path, body, headers }, 'write', decode, callOptions);

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

    async sendMessage({ groupId, message, fromUserName, metadata, contentType, attachment }, callOptions) {
      if (attachment) {
        const body = { groupId, message, metadata, contentType, type: SENT, fileMeta: attachment };
        return write('/rest/ws/message/send', body, decodeSent, callOptions, actingAs(fromUserName));
      }
      const body = { groupId, message, fromUserName, metadata, contentType };
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

    async getSupportPage({ pageSize, endTime, statuses, search, assigneeId }, callOptions) {
      const query = [
        ['userId', assigneeId],
        ['search', search],
        ['pageSize', pageSize],
        ['lastFetchTime', endTime],
        ...statuses.map((status) => ['status', status] as const),
      ] as const;
      const decode: Decode<SupportPage> = (result) => decodeSupportPage(result, pageSize);
      const path = assigneeId === undefined ? '/rest/ws/group/support' : '/rest/ws/group/support/assigned';
      return get(path, query, decode, callOptions);
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

    async getMessagesByKey(keys, callOptions) {
      const query = keys.map((key) => ['keys', key] as const);
      const length = keys.reduce((sum, key) => sum + encodeURIComponent(key).length + '&keys='.length, 0);
      // The batcher sends them again in halves.
      if (length > MAX_KEYS_LENGTH) throw rejectedRequest('the keys are too long for one URL');
      const decode: Decode<MessageRecord[]> = (result) => decodeMessages(result, keys.length);
      return get('/rest/ws/message/detail', query, decode, callOptions);
    },

    async getReceipts(key, callOptions) {
      return get('/rest/ws/message/info', [['key', key]], decodeReceipts, callOptions);
    },

    async createGroup({ ofUserId, ...body }, callOptions) {
      const headers = ofUserId === undefined ? {} : actingAs(ofUserId);
      return write('/rest/ws/group/conversation', body, decodeCreated, callOptions, headers);
    },

    async assignGroup(ofUserId, { groupId, assignee, sendNotifyMessage, takeOverFromBot }, callOptions) {
      const path = '/rest/ws/group/assignee/change';
      const query = paramsOf([
        ['groupId', groupId],
        ['assignee', assignee],
        ['sendNotifyMessage', sendNotifyMessage],
        ['takeOverFromBot', takeOverFromBot],
      ]);
      const headers = actingAs(ofUserId);
      await call({ method: 'PATCH', path, query, headers }, 'write', assertAssigned, callOptions);
    },

    async markGroupRead(ofUserId, groupId, callOptions) {
      const path = '/rest/ws/message/read/conversation';
      await get(path, [['groupId', groupId]], assertMarkedRead, callOptions, actingAs(ofUserId));
    },

    async getUserPage(ofUserId, { pageSize, endTime }, callOptions) {
      const query = [
        ['mainPageSize', pageSize],
        ['endTime', endTime],
      ] as const;
      const decode: Decode<SupportPage> = (result) => decodeSupportPage(result, pageSize);
      return get('/rest/ws/message/list', query, decode, callOptions, actingAs(ofUserId));
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
