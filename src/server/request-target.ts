const DEFAULT_PORTS = { http: '80', https: '443' } as const;

/**
 * Returns the path and query of a request target, which is a path or a whole URL (RFC 9112, 3.2). A whole URL must have the
 * same authority as `Host`.
 * @returns undefined for any other target
 */
export function pathOfTarget(target: string, host: string | undefined): string | undefined {
  if (target.startsWith('/')) return target;
  const [, scheme, authority = '', rest = ''] = /^(https?):\/\/([^/?#]+)([/?][^#]*)?$/i.exec(target) ?? [];
  if (scheme === undefined || host === undefined) return undefined;
  const port = DEFAULT_PORTS[scheme.toLowerCase() as keyof typeof DEFAULT_PORTS];
  if (withoutPort(authority, port) !== withoutPort(host, port)) return undefined;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** The authority in lower case, without a port that is empty or the scheme's default. */
function withoutPort(authority: string, defaultPort: string): string {
  const text = authority.toLowerCase();
  const [, host = text, port] = /^(.*):(\d*)$/.exec(text) ?? [];
  return port === '' || port === defaultPort ? host : text;
}
