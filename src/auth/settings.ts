import { text } from '../lib/option-rules.ts';
import type { SettingsOf } from '../lib/settings.ts';
import { isClaimName } from './claims.ts';
import type { TokenOptions } from './token-options.ts';

const claim = text('the name of a claim, or a JSON pointer such as /realm_access/roles', isClaimName);

/** How a token verifier reads the header and the claims of a token. */
export const CLAIM_SETTINGS = {
  audienceClaim: {
    kind: 'choice',
    variable: 'JWT_AUDIENCE_CLAIM',
    choices: ['aud', 'azp', 'client_id'],
    default: 'aud',
    description:
      'service only: the claim that must hold JWT_AUDIENCE: aud, azp or client_id; with azp or client_id, aud is not checked',
  },
  tokenType: {
    kind: 'text',
    variable: 'JWT_TYPE',
    defaultText: 'any',
    rule: text('a media type such as at+jwt', (value) => /^[\w.+/-]{1,100}$/.test(value)),
    description: 'service only: the type that the header of a token must have in typ, such as at+jwt',
  },
  userClaim: {
    kind: 'text',
    variable: 'JWT_USER_CLAIM',
    default: 'sub',
    rule: claim,
    description: 'claim that holds the user’s id: a name or a JSON pointer',
  },
  roleClaim: {
    kind: 'text',
    variable: 'JWT_ROLE_CLAIM',
    default: 'role',
    rule: claim,
    description: 'claim that holds the role, or a list of roles: a name or a JSON pointer',
  },
} as const satisfies SettingsOf<
  Pick<TokenOptions, 'audienceClaim' | 'tokenType' | 'userClaim' | 'roleClaim'>
>;
