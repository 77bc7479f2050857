import { badRequest, GatewayError } from '../errors.ts';
import { identify, type Identity, type Principal } from '../principal.ts';
import { PREFLIGHT_HEADERS } from './preflight-headers.ts';
import type { RequestState } from './request-state.ts';
import { urlOf } from './request-url.ts';
import type { Stage } from './stage.ts';

/** Headers that say who is asking: one that comes twice could be read as another than was meant. */
const SINGLE_HEADERS = new Set(['authorization', 'api-key', 'of-user-id']);

/** Settles who is asking before the body is read: nothing is parsed or called for somebody unknown. */
export function callerIdentity(identity: Identity, sdlToken?: string): Stage {
  return {
    admit(request, state) {
      refuseDoubledHeaders(state.req?.rawHeaders ?? []);
      refuseForgery(request);
      const found = identify(request.headers, identity, sdlToken);
      if (found instanceof Promise) return keep(found, state);
      state.principal = found;
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
    if (!SINGLE_HEADERS.has(name)) continue;
    if (seen.has(name)) throw badRequest(`doubled-${name}`);
    seen.add(name);
  }
}

/** A page of another site can make a browser send cookies, but not a header that needs a preflight. */
function refuseForgery(request: Request): void {
  const { headers } = request;
  const origin = headers.get('origin');
  // The URL is only taken apart where somebody asks.
  const foreign =
    origin !== null && !['http', 'https'].some((scheme) => origin === `${scheme}://${urlOf(request).host}`);
  if (!foreign && !headers.has('cookie')) return;
  const contentType = headers.get('content-type') ?? '';
  if (contentType.startsWith('application/json')) return;
  if (PREFLIGHT_HEADERS.some((name) => headers.has(name))) return;
  throw new GatewayError('CSRF_CHECK_FAILED', { http: { status: 403 } });
}
