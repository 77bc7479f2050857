/**
 * Whether a text names a claim: a name of any characters, or a JSON pointer (RFC 6901). A pointer starts with a slash;
 * in its segments `~1` stands for a slash and `~0` for a tilde.
 */
export function isClaimName(text: string): boolean {
  return text !== '' && (!text.startsWith('/') || !/~(?![01])/.test(text));
}

/** The path to a claim: its name, or the segments of a JSON pointer. */
export function claimPath(claim: string): readonly string[] {
  if (!claim.startsWith('/')) return [claim];
  const segments = claim.slice(1).split('/');
  return segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value of a claim; undefined if the token does not have it. */
export function claimAt(claims: object, claim: string): unknown {
  return claimPath(claim).reduce<unknown>((value, segment) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    // A list has a `length` of its own.
    if (Array.isArray(value) && !/^\d+$/.test(segment)) return undefined;
    return (value as Record<string, unknown>)[segment];
  }, claims);
}
