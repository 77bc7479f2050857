import type { Role } from './principal.ts';

/** The path to a claim: its name, or the segments of a JSON pointer (RFC 6901), which starts with a slash. */
export function claimPath(claim: string): readonly string[] {
  if (!claim.startsWith('/')) return [claim];
  const segments = claim.slice(1).split('/');
  return segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value of a claim; undefined if the token does not have it. */
export function claimAt(claims: object, claim: string): unknown {
  return claimPath(claim).reduce<unknown>(
    (value, segment) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, segment)
        ? (value as Record<string, unknown>)[segment]
        : undefined,
    claims,
  );
}

const ROLES: readonly Role[] = ['USER', 'AGENT', 'SERVICE'];

/** The role that a claim grants. Anything unclear is `USER`, the role with the fewest permissions. */
export function roleOf(claim: unknown, roleMap: ReadonlyMap<string, Role> | undefined): Role {
  if (!roleMap) return ROLES.find((role) => role === claim) ?? 'USER';
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  const matches = new Set(values.flatMap((value) => roleMap.get(value as string) ?? []));
  const [role = 'USER'] = matches;
  return matches.size === 1 ? role : 'USER';
}
