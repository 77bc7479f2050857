import { isHeaderId } from '../lib/header-value.ts';
import { ConfigError, readSigningConfig } from './config.ts';
import { readFlags } from './flags.ts';
import type { Environment } from './variables.ts';

/** Signs a token for `service` mode. Returns it as a line of text. */
export async function token(args: readonly string[], environment: Environment): Promise<string> {
  const { user = '', role = 'USER' } = readFlags('token', args, ['user', 'role']);
  const problems = [];
  if (!isHeaderId(user)) {
    problems.push('--user: must be the id of a user: visible ASCII characters without spaces.');
  }
  const isRole = role === 'USER' || role === 'AGENT' || role === 'SERVICE';
  if (!isRole) problems.push('--role: must be USER, AGENT or SERVICE.');
  if (!isRole || problems.length > 0) throw new ConfigError(problems);
  const signing = readSigningConfig(environment);
  const { signToken } = await import('../auth/sign-token.ts');
  const signed = await signToken({ ...signing, userId: user, role }).catch(() => {
    throw new ConfigError([`JWT_ROLE_MAP: no value is mapped to ${role}.`]);
  });
  return `${signed}\n`;
}
