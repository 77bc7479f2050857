import { createHash, timingSafeEqual } from 'node:crypto';
import { badRequest, GatewayError } from '../errors.ts';
import { isObject, parseJson } from '../lib/json.ts';
import type { Logger } from '../lib/logger.ts';
import type { Observer } from '../lib/observer.ts';
import { checkJsonContentType } from './graphql-params.ts';
import { nodeBody, readBody, streamBody } from './request-body.ts';
import type { RequestState } from './request-state.ts';

/** What a webhook says: a conversation has news. A webhook has no signature, so nothing else of it is used. */
export interface WebhookHint {
  /** The payload's `groupId`, as text. */
  readonly conversationId: string;
  /** The payload's `key`. Absent if the payload has no usable one. */
  readonly messageId?: string;
}

export interface WebhookEndpointOptions {
  /** The token that the Kommunicate dashboard sends with each webhook. */
  readonly token: string;
  /** Maximum number of bytes in the body of a webhook. A larger body is 413. */
  readonly maxBodyBytes: number;
  /** Receives the hint of each accepted webhook, before the response. It must not throw. */
  readonly onHint: (hint: WebhookHint) => void;
  readonly logger: Logger;
  /** Hears of the outcome of each call. Default: nothing does. */
  readonly observer?: Observer | undefined;
}

/** A response as plain data, by lower-case header names. */
interface WebhookResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

/** Why a webhook was rejected. The response says it, and so does the log line. */
interface Rejection {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Handles webhooks, and responds as soon as the hint is set. */
export function createWebhookEndpoint(options: WebhookEndpointOptions) {
  const { token, maxBodyBytes, onHint, logger, observer } = options;
  const expected = hashOf(Buffer.from(token));

  const receive = async (request: Request, state: RequestState): Promise<Rejection | undefined> => {
    const { method, headers } = request;
    if (method !== 'POST') return WRONG_METHOD;
    const rejection = checkToken(headers, state.req?.rawHeaders ?? [], expected);
    if (rejection) return rejection;
    try {
      checkJsonContentType(headers);
      const reader = state.req ? nodeBody(state.req) : streamBody(request.body);
      const body = await readBody(headers, reader, maxBodyBytes, state.deadline);
      const hint = hintOf(parseJson(body, () => badRequest('body-not-json')));
      if (!hint) return NO_GROUP_ID;
      onHint(hint);
      return undefined;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const { message, reason, limit, http } = error;
      return {
        status: http?.status ?? 400,
        reason: reason ?? limit ?? 'malformed',
        message,
        headers: http?.headers,
      };
    }
  };

  return async (request: Request, state: RequestState): Promise<WebhookResponse> => {
    const rejection = await receive(request, state);
    observer?.webhook?.(outcomeOf(rejection?.status));
    if (!rejection) return responseOf(200, { status: 'ok' });
    const { status, reason, message, headers } = rejection;
    // Neither ids nor text of the payload: anyone can send a webhook that is rejected.
    logger.info({ requestId: state.requestId, status, reason }, 'webhook rejected');
    return responseOf(status, { status: 'rejected', reason, message }, headers);
  };
}

/** The outcome of a call in metrics, by the status of its rejection. */
function outcomeOf(status: number | undefined): string {
  switch (status) {
    case undefined:
      return 'accepted';
    case 401:
      return 'unauthenticated';
    case 413:
      return 'too_large';
    default:
      return 'invalid';
  }
}

const WRONG_METHOD: Rejection = {
  status: 405,
  reason: 'method',
  message: 'Use POST.',
  headers: { allow: 'POST' },
};
const DOUBLED: Rejection = {
  status: 400,
  reason: 'doubled-header',
  message: 'Send Authentication and Authorization only once.',
};
const WRONG_TOKEN: Rejection = {
  status: 401,
  reason: 'token',
  message:
    'The header Authentication must be Basic and the token in Base64, as in the settings of the webhook.',
};
const NO_GROUP_ID: Rejection = {
  status: 400,
  reason: 'group-id',
  message: 'The body must be a JSON object with a groupId: a whole number or its digits.',
};

/** Kommunicate sends `Authentication`. One public receiver reads `Authorization` instead, which is read without the other. */
const TOKEN_HEADERS = ['authentication', 'authorization'] as const;

function checkToken(
  headers: Headers,
  rawHeaders: readonly string[],
  expected: Buffer,
): Rejection | undefined {
  for (const name of TOKEN_HEADERS) {
    const times = rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === name).length;
    // Without Node a doubled header is one with a comma, which Base64 does not have.
    if (times > 1 || headers.get(name)?.includes(',')) return DOUBLED;
  }
  const given = headers.get('authentication') ?? headers.get('authorization') ?? '';
  const [, encoded] = /^Basic +([\w+/=-]+)$/i.exec(given.trim()) ?? [];
  if (encoded === undefined) return WRONG_TOKEN;
  return timingSafeEqual(hashOf(Buffer.from(encoded, 'base64')), expected) ? undefined : WRONG_TOKEN;
}

/** Hashes have equal lengths, so the comparison does not show the length of the token. */
function hashOf(token: Buffer): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The longest id of a message that is used. The ids of the REST API have about 55 characters. */
const MAX_MESSAGE_ID = 256;

/** Returns undefined for a payload without a usable `groupId`. */
function hintOf(payload: unknown): WebhookHint | undefined {
  if (!isObject(payload)) return undefined;
  const { groupId, key } = payload;
  const isNumber = typeof groupId === 'number' && Number.isSafeInteger(groupId) && groupId > 0;
  const isDigits = typeof groupId === 'string' && /^[1-9]\d{0,18}$/.test(groupId);
  if (!isNumber && !isDigits) return undefined;
  const hasId = typeof key === 'string' && key !== '' && key.length <= MAX_MESSAGE_ID;
  return { conversationId: String(groupId), ...(hasId && { messageId: key }) };
}

function responseOf(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): WebhookResponse {
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    status,
    headers: { 'content-type': 'application/json', ...Object.fromEntries(lowerCase) },
    text: JSON.stringify(body),
  };
}
