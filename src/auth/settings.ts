import { nonEmpty } from '../lib/option-rules.ts';
import type { SettingsOf } from '../lib/settings.ts';
import type { TokenOptions } from './token-options.ts';

/** The claims that a token verifier reads. */
export const CLAIM_SETTINGS = {
  userClaim: {
    kind: 'text',
    variable: 'JWT_USER_CLAIM',
    default: 'sub',
    rule: nonEmpty,
    description: 'claim that holds the user’s id: a name or a JSON pointer',
  },
  roleClaim: {
    kind: 'text',
    variable: 'JWT_ROLE_CLAIM',
    default: 'role',
    rule: nonEmpty,
    description: 'claim that holds the role: a name or a JSON pointer',
  },
} as const satisfies SettingsOf<Pick<TokenOptions, 'userClaim' | 'roleClaim'>>;
