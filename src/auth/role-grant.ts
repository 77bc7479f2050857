import type { Role } from './principal.ts';

/** The role of a token, and why it has this role. */
export interface RoleGrant {
  readonly role: Role;
  /** `missing`, `unknown` and `ambiguous` claims are `USER`, the role with the fewest permissions. */
  readonly reason: 'granted' | 'missing' | 'unknown' | 'ambiguous';
  /** The values of the claim that stand for a role. */
  readonly values: readonly string[];
}

const ROLE_NAMES: ReadonlyMap<string, Role> = new Map([
  ['USER', 'USER'],
  ['AGENT', 'AGENT'],
  ['SERVICE', 'SERVICE'],
]);

/**
 * The role that a claim grants: a value, or a list of values. Values that stand for no role count for nothing.
 * @param roleMap the role for each value. Default: the values are the names of the roles
 */
export function grantRole(claim: unknown, roleMap: ReadonlyMap<string, Role> = ROLE_NAMES): RoleGrant {
  const given: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  const values = given.filter(
    (value): value is string => typeof value === 'string' && roleMap.get(value) !== undefined,
  );
  const [role, another] = new Set(values.map((value) => roleMap.get(value)));
  if (role !== undefined && another === undefined) return { role, reason: 'granted', values };
  if (another !== undefined) return { role: 'USER', reason: 'ambiguous', values };
  const isMissing = given.every((value) => value === undefined || value === null || value === '');
  return { role: 'USER', reason: isMissing ? 'missing' : 'unknown', values };
}
