import { isHeaderId } from '../lib/header-value.ts';
import { ConfigError, readSigningConfig, readTokenConfig } from './config.ts';
import { explainToken } from './explain-token.ts';
import { readFlags, type Flags } from './flags.ts';
import type { Report } from './report.ts';
import type { Environment } from './variables.ts';

/**
 * Signs a token for `service` mode, or explains one.
 * @param readInput reads standard input, for a token that is given as `-`
 */
export async function token(
  args: readonly string[],
  environment: Environment,
  readInput: () => Promise<string>,
): Promise<Report> {
  const { explain, ...signing } = readFlags('token', args, ['user', 'role', 'explain']);
  if (explain === undefined) return { text: await sign(signing, environment), isOk: true };
  if (Object.keys(signing).length > 0) {
    throw new ConfigError(['--explain: not together with --user or --role.']);
  }
  const config = readTokenConfig(environment);
  return explainToken(explain === '-' ? await readInput() : explain, config);
}

async function sign({ user = '', role = 'USER' }: Flags, environment: Environment): Promise<string> {
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
