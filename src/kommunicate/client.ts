import { actingAs, isHeaderSafe } from './acting-user.ts';
import {
  assertAccepted,
  decodeAnswer,
  decodeFailure,
  decodeSent,
  decodeUsers,
  type CallEffect,
  type Verdict,
} from './decode.ts';
import { createHttp, type HttpOptions } from './http.ts';
import type { UserChanges, UserRecord, WireMetadata } from './types.ts';

/** What every call carries: whose account it is made on, and when to give it up. */
export interface CallOptions {
  /** The account's key, for the `Api-Key` header. It must never come from anyone but its holder. */
  readonly apiKey: string;
  /** Gives the call up. Only for reads: a write that has begun is left to finish. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The REST API, a method for each documented endpoint (api-detail, "Endpoints").
 * Every method rejects with a `GatewayError`: `UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT`,
 * `UPSTREAM_RATE_LIMITED`, `UPSTREAM_AUTH_FAILED`, `UPSTREAM_REJECTED`; a read also with
 * `UPSTREAM_INVALID_RESPONSE`; a write also with `NOT_FOUND`, and with `UPSTREAM_OUTCOME_UNKNOWN` where it may have happened.
 */
export interface KommunicateClient {
  /** `POST /rest/ws/user/v2/detail`: the users that exist among `userIds`, in any order. A read. */
  getUsers(userIds: readonly string[], options: CallOptions): Promise<readonly UserRecord[]>;
  /** `POST /rest/ws/user/update`: changes the user named `ofUserId`, who is not an agent. */
  updateUser(ofUserId: string, changes: UserChanges, options: Pick<CallOptions, 'apiKey'>): Promise<void>;
  /** `POST /rest/ws/message/v2/send`: sends as `fromUserName`, which is a user id. */
  sendMessage(
    message: OutgoingMessage,
    options: Pick<CallOptions, 'apiKey'>,
  ): Promise<{ messageKey: string; createdAt: number | undefined }>;
  /** `POST /rest/ws/group/update`: merges `metadata` into the conversation's, acting as `ofUserId`. */
  updateGroup(
    ofUserId: string,
    group: { readonly groupId: string; readonly metadata: WireMetadata },
    options: Pick<CallOptions, 'apiKey'>,
  ): Promise<void>;
  /** Lets calls under way finish, and closes the connections. */
  close(): Promise<void>;
}

/** The body of `POST /rest/ws/message/v2/send`, in the documented order. */
export interface OutgoingMessage {
  readonly groupId: string;
  readonly message?: string;
  readonly fromUserName: string;
  readonly metadata?: WireMetadata;
}

/** A client of the REST API at `baseUrl`, with its own connections. */
export function createClient(options: HttpOptions): KommunicateClient {
  const http = createHttp(options);

  const post = async (
    path: string,
    body: object,
    effect: CallEffect,
    { apiKey, signal, headers }: CallOptions & { readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Verdict> => {
    // undici would refuse it as well, and never use the connection again that it had chosen for the call.
    if (!isHeaderSafe(apiKey)) throw new TypeError('Api-Key must be visible ASCII characters without spaces');
    const call = {
      method: 'POST',
      path,
      headers: { 'Content-Type': 'application/json', 'Api-Key': apiKey, ...headers },
      body: JSON.stringify(body),
      signal,
    } as const;
    const answer = await http.send(call).catch((failure: unknown) => {
      throw decodeFailure(failure, effect);
    });
    return decodeAnswer(answer, effect);
  };

  return {
    async getUsers(userIds, { apiKey, signal }) {
      const body = { userIdList: userIds };
      return decodeUsers(await post('/rest/ws/user/v2/detail', body, 'read', { apiKey, signal }));
    },

    async updateUser(ofUserId, { email, displayName, imageLink, metadata }, { apiKey }) {
      const body = { email, displayName, imageLink, metadata };
      const headers = actingAs(ofUserId);
      assertAccepted(await post('/rest/ws/user/update', body, 'write', { apiKey, headers }));
    },

    async sendMessage({ groupId, message, fromUserName, metadata }, { apiKey }) {
      const body = { groupId, message, fromUserName, metadata };
      return decodeSent(await post('/rest/ws/message/v2/send', body, 'write', { apiKey }));
    },

    async updateGroup(ofUserId, { groupId, metadata }, { apiKey }) {
      const body = { groupId, metadata };
      const headers = actingAs(ofUserId);
      assertAccepted(await post('/rest/ws/group/update', body, 'write', { apiKey, headers }));
    },

    close: () => http.close(),
  };
}
