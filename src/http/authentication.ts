import { badRequest, forgeable, type ErrorReason } from '../errors.ts';
import type { Logger } from '../lib/logger.ts';
import { identify, type Identity, type Principal } from '../auth/principal.ts';
import type { OriginList } from './cors.ts';
import { PREFLIGHT_HEADERS } from './csrf-headers.ts';
import type { RequestState } from './request-state.ts';
import { urlOf } from './request-url.ts';
import type { Middleware } from './pipeline.ts';

/** Headers that say who is asking: one that comes twice could be read as another than was meant. */
const SINGLE_HEADERS: ReadonlyMap<string, ErrorReason<'BAD_REQUEST'>> = new Map([
  ['authorization', 'doubled-authorization'],
  ['api-key', 'doubled-api-key'],
  ['of-user-id', 'doubled-of-user-id'],
]);

const CREDENTIALS_IGNORED =
  'The sandbox ignores Api-Key and Authorization: the caller is the demo agent, or the user in Of-User-Id.';

export interface CallerIdentityOptions {
  readonly identity: Identity;
  /** Origins whose pages may send any request. */
  readonly origins: OriginList;
  readonly sdlToken?: string | undefined;
  readonly logger: Logger;
}

/** Settles who is asking before the body is read: nothing is parsed or called for somebody unknown. */
export function authenticate({ identity, origins, sdlToken, logger }: CallerIdentityOptions): Middleware {
  let hasWarned = false;
  /** A caller with credentials believes that they decide what it sees. */
  const warnOfCredentials = (principal: Principal, { headers }: Request, state: RequestState) => {
    if (identity.mode !== 'sandbox' || principal.role === 'REGISTRY') return;
    if (!headers.has('api-key') && !headers.has('authorization')) return;
    state.warnings = [CREDENTIALS_IGNORED];
    if (!hasWarned) logger.warn({}, CREDENTIALS_IGNORED);
    hasWarned = true;
  };
  return {
    beforeBody(request, state) {
      refuseDoubledHeaders(state.req?.rawHeaders ?? []);
      refuseForgery(request, origins);
      const found = identify(request.headers, identity, sdlToken);
      if (found instanceof Promise) return keep(found, state);
      state.principal = found;
      warnOfCredentials(found, request, state);
      return undefined;
    },
  };
}

async function keep(found: Promise<Principal>, state: RequestState): Promise<void> {
  state.principal = await found;
}

/** @param rawHeaders names and values in turn, as Node keeps them */
function refuseDoubledHeaders(rawHeaders: readonly string[]): void {
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    const reason = SINGLE_HEADERS.get(name);
    if (reason === undefined) continue;
    if (seen.has(name)) throw badRequest(reason);
    seen.add(name);
  }
}

/**
 * A page of another site can make a browser send a `GET` and cookies, but not a header that needs a preflight. The
 * browser says whose page it was in `Origin` or, where there is none, in `Sec-Fetch-Site`.
 */
function refuseForgery(request: Request, origins: OriginList): void {
  const { headers } = request;
  const origin = headers.get('origin');
  const reason = origin === null ? flawWithoutOrigin(headers) : 'origin';
  if (reason === undefined) return;
  if (origin !== null && (isOwn(origin, request) || origins.has(origin))) return;
  const contentType = headers.get('content-type') ?? '';
  if (contentType.startsWith('application/json')) return;
  if (PREFLIGHT_HEADERS.some((name) => headers.has(name))) return;
  throw forgeable(reason, origin);
}

function flawWithoutOrigin(headers: Headers): 'cross-site' | 'cookie' | undefined {
  switch (headers.get('sec-fetch-site')) {
    // A page of the gateway itself, or a user who typed the address
    case 'same-origin':
    case 'none':
      return undefined;
    case 'cross-site':
    case 'same-site':
      return 'cross-site';
    default:
      return headers.has('cookie') ? 'cookie' : undefined;
  }
}

// The URL is only taken apart where it is needed.
function isOwn(origin: string, request: Request): boolean {
  return ['http', 'https'].some((scheme) => origin === `${scheme}://${urlOf(request).host}`);
}
