import { badRequest, forgeable, type ErrorReason } from '../errors.ts';
import type { Logger } from '../lib/logger.ts';
import { identify } from '../auth/identify.ts';
import type { Identity, Principal } from '../auth/principal.ts';
import type { OriginList } from './cors.ts';
import { PREFLIGHT_HEADERS } from './csrf-headers.ts';
import type { RequestState } from './request-state.ts';
import { urlOf } from './request-url.ts';
import type { Middleware } from './pipeline.ts';

/** Headers that identify the caller. Of two duplicates, a proxy in front may read one and the gateway the other. */
const SINGLE_HEADERS: ReadonlyMap<string, ErrorReason<'BAD_REQUEST'>> = new Map([
  ['authorization', 'doubled-authorization'],
  ['api-key', 'doubled-api-key'],
  ['of-user-id', 'doubled-of-user-id'],
]);

const SINGLE_HEADER_LENGTHS: ReadonlySet<number> = new Set(
  [...SINGLE_HEADERS.keys()].map(({ length }) => length),
);

const CREDENTIALS_IGNORED =
  'The sandbox ignores Api-Key and Authorization: the caller is the demo agent, or the user in Of-User-Id.';

export interface AuthenticationOptions {
  readonly identity: Identity;
  /** Origins whose pages may send any request. */
  readonly origins: OriginList;
  readonly sdlToken?: string | undefined;
  readonly logger: Logger;
}

/** Identifies the caller before the body is read. For an unknown caller the gateway parses nothing and makes no call. */
export function authenticate({ identity, origins, sdlToken, logger }: AuthenticationOptions): Middleware {
  let hasWarned = false;
  /** Callers that send credentials expect them to have an effect. */
  const warnAboutCredentials = (principal: Principal, { headers }: Request, state: RequestState) => {
    if (identity.mode !== 'sandbox' || principal.role === 'REGISTRY') return;
    if (!headers.has('api-key') && !headers.has('authorization')) return;
    state.warnings = [CREDENTIALS_IGNORED];
    if (!hasWarned) logger.warn({}, CREDENTIALS_IGNORED);
    hasWarned = true;
  };
  return {
    beforeBody(request, state) {
      rejectDuplicateHeaders(state.req?.rawHeaders ?? []);
      rejectForgery(request, origins);
      const principal = identify(request.headers, identity, sdlToken);
      if (principal instanceof Promise) return setPrincipal(principal, state);
      state.principal = principal;
      warnAboutCredentials(principal, request, state);
      return undefined;
    },
  };
}

async function setPrincipal(principal: Promise<Principal>, state: RequestState): Promise<void> {
  state.principal = await principal;
}

/** @param rawHeaders alternating names and values, as in Node's `rawHeaders` */
function rejectDuplicateHeaders(rawHeaders: readonly string[]): void {
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const raw = rawHeaders[index] ?? '';
    // Most names have none of these lengths: this saves a lower-case copy of each.
    if (!SINGLE_HEADER_LENGTHS.has(raw.length)) continue;
    const name = raw.toLowerCase();
    const reason = SINGLE_HEADERS.get(name);
    if (reason === undefined) continue;
    if (seen.has(name)) throw badRequest(reason);
    seen.add(name);
  }
}

/**
 * Prevents cross-site request forgery. A page of another site can make a browser send a `GET` with cookies, but no header
 * that needs a preflight. `Origin` names the site of the page. Without `Origin`, `Sec-Fetch-Site` says whether it is
 * another site.
 */
function rejectForgery(request: Request, origins: OriginList): void {
  const { headers } = request;
  const origin = headers.get('origin');
  const reason = origin === null ? reasonWithoutOrigin(headers) : 'origin';
  if (reason === undefined) return;
  if (origin !== null && (isOwn(origin, request) || origins.has(origin))) return;
  const contentType = headers.get('content-type') ?? '';
  if (contentType.startsWith('application/json')) return;
  if (PREFLIGHT_HEADERS.some((name) => headers.has(name))) return;
  throw forgeable(reason, origin);
}

function reasonWithoutOrigin(headers: Headers): 'cross-site' | 'cookie' | undefined {
  switch (headers.get('sec-fetch-site')) {
    // A page of the gateway itself, or a URL that the user typed
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

function isOwn(origin: string, request: Request): boolean {
  return ['http', 'https'].some((scheme) => origin === `${scheme}://${urlOf(request).host}`);
}
