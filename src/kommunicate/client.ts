import { GatewayError } from '../errors.ts';
import { actingAs } from '../lib/header-value.ts';
import { createAccounts } from './resilience/accounts.ts';
import type { BatchingOptions } from './resilience/batch-endpoint.ts';
import type { BreakersOptions } from './resilience/circuit-breakers.ts';
import { createCall, type CallOptions, type Decode } from './call.ts';
import { assertAccepted, RejectedRequest, UnknownEndpoint } from './wire/response.ts';
import { checkClientOptions } from './check-options.ts';
import { createHttp, type HttpOptions } from './transport/http.ts';
import {
  decodeGroup,
  decodeGroups,
  decodeMessagePage,
  decodeSent,
  decodeSupportPage,
  decodeUsers,
} from './wire/records.ts';
import type { RetryOptions } from './resilience/retry.ts';
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
 * The REST API, a method for each endpoint. The first four are documented (api-detail, "Endpoints"), the
 * others are known from the official clients (wire-facts 7). Every method rejects with a `GatewayError`:
 * `UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT`, `UPSTREAM_RATE_LIMITED`, `UPSTREAM_AUTH_FAILED`,
 * `UPSTREAM_REJECTED`, `DEADLINE_EXCEEDED`; a read also with `UPSTREAM_INVALID_RESPONSE`; a write also with `NOT_FOUND`, and with
 * `UPSTREAM_OUTCOME_UNKNOWN` where it may have happened.
 */
export interface KommunicateClient {
  /** `POST /rest/ws/user/v2/detail`: the users that exist among `userIds`, in any order. A read. */
  getUsers(userIds: readonly string[], options: CallOptions): Promise<readonly UserRecord[]>;
  /** `POST /rest/ws/user/update`: changes the user named `ofUserId`, who is not an agent. */
  updateUser(ofUserId: string, changes: UserChanges, options: CallOptions): Promise<void>;
  /** `POST /rest/ws/message/v2/send`: sends as `fromUserName`, which is a user id. */
  sendMessage(
    message: OutgoingMessage,
    options: CallOptions,
  ): Promise<{ messageKey: string; createdAt: number | undefined }>;
  /** `POST /rest/ws/group/update`: merges `metadata` into the conversation's, acting as `ofUserId`. */
  updateGroup(
    ofUserId: string,
    group: { readonly groupId: string; readonly metadata: WireMetadata },
    options: CallOptions,
  ): Promise<void>;
  /** `GET /rest/ws/group/v2/info`: one conversation, or null. A read. */
  getGroup(groupId: string, options: CallOptions): Promise<GroupRecord | null>;
  /**
   * `POST /rest/ws/group/v3/info`: the conversations that exist among `groupIds`, in any order. A read. Not
   * every REST API knows it: `UPSTREAM_REJECTED` then, and for a minute without another call of that account.
   */
  getGroups(groupIds: readonly string[], options: CallOptions): Promise<readonly GroupRecord[]>;
  /** `GET /rest/ws/group/support`: conversations whose latest message is older than a time, newest first. */
  getSupportPage(page: SupportPageQuery, options: CallOptions): Promise<SupportPage>;
  /**
   * `GET /rest/ws/message/list`: messages older than a time, newest first; null without such a conversation.
   */
  getMessages(page: MessagePageQuery, options: CallOptions): Promise<MessagePage | null>;
  /** Whether an endpoint is left alone at the moment, because its calls fail. */
  isDegraded(): boolean;
  /**
   * Whether the REST API has answered a call with this key, as far as that is remembered. A gateway keeps no rate
   * counters of other keys in `passthrough` mode. Default: every key counts as accepted.
   */
  hasAccepted?(apiKey: string): boolean;
  /** Lets calls under way finish, and closes the connections, except those of a `dispatcher` that was given. */
  close(): Promise<void>;
}

/** The body of `POST /rest/ws/message/v2/send`, in the documented order. */
export interface OutgoingMessage {
  readonly groupId: string;
  readonly message?: string;
  readonly fromUserName: string;
  readonly metadata?: WireMetadata;
}

/**
 * One page of a list that goes back in time. It is not known whether `endTime` itself is on the page
 * (wire-facts 10).
 */
interface PageQuery {
  readonly pageSize: number;
  /** Milliseconds since 1970; absent for the newest. */
  readonly endTime: number | undefined;
}

export interface MessagePageQuery extends PageQuery {
  readonly groupId: string;
}

interface SupportPageQuery extends PageQuery {
  /** `CONVERSATION_STATUS` numbers; none for all. */
  readonly statuses: readonly number[];
}

/** Whether a call was refused because the REST API does not know its endpoint at all. */
function isUnknownEndpoint(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.cause instanceof UnknownEndpoint;
}

/**
 * How users that were refused together can be asked for: in halves where it is what was asked that was refused,
 * and not who asked, how often, or in what state the REST API was.
 */
export function splitStrategyOfUsers(error: unknown): 'bisect' | undefined {
  return error instanceof GatewayError && error.cause instanceof RejectedRequest ? 'bisect' : undefined;
}

/** The same of conversations: one by one where there is no call for many. */
export function splitStrategyOfGroups(error: unknown): 'bisect' | 'individually' | undefined {
  return isUnknownEndpoint(error) ? 'individually' : splitStrategyOfUsers(error);
}

type Query = readonly (readonly [name: string, value: string | number | undefined])[];

export interface ClientOptions extends HttpOptions {
  /** How failed calls are repeated. */
  readonly retry?: RetryOptions;
  /** When an endpoint that fails is left alone. */
  readonly breaker?: BreakersOptions;
  /** What happens where the REST API does not know the call for many conversations. */
  readonly batching?: BatchingOptions;
}

/**
 * A client of the REST API at `baseUrl`, with its own connections and a budget of retries for each account.
 * @throws {TypeError} for an option that breaks its rule, naming the option, the rule and the value
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
    const given = query.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
    return call({ method: 'GET', path, query: new URLSearchParams(given) }, 'read', decode, callOptions);
  };
  const write = <T>(path: string, body: object, decode: Decode<T>, callOptions: CallOptions, headers = {}) =>
    call({ method: 'POST', path, body, headers }, 'write', decode, callOptions);

  return {
    async getUsers(userIds, callOptions) {
      const body = { userIdList: userIds };
      const decode: Decode<UserRecord[]> = (verdict) => decodeUsers(verdict, userIds.length);
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
      const decode: Decode<GroupRecord[]> = (verdict) => decodeGroups(verdict, groupIds.length);
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
      const decode: Decode<SupportPage> = (verdict) => decodeSupportPage(verdict, pageSize);
      return get('/rest/ws/group/support', query, decode, callOptions);
    },

    async getMessages({ groupId, pageSize, endTime }, callOptions) {
      const query = [
        ['groupId', groupId],
        ['pageSize', pageSize],
        ['endTime', endTime],
      ] as const;
      const decode: Decode<MessagePage | null> = (verdict) => decodeMessagePage(verdict, groupId, pageSize);
      return get('/rest/ws/message/list', query, decode, callOptions);
    },

    isDegraded: accounts.isAnyOpen,
    hasAccepted: accounts.hasAccepted,
    close: () => http.close(),
  };
}
