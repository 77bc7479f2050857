import { parseArgs, type ParseArgsConfig } from 'node:util';
import { SECRETS } from './config-variables.ts';
import { ConfigError } from './config.ts';
import { nearestOf } from './near-misses.ts';

export type Flags = Readonly<Record<string, string | undefined>>;

/** `MAX_BATCH_SIZE` is `--max-batch-size`. */
export function flagOf(variable: string): string {
  return variable.toLowerCase().replaceAll('_', '-');
}

/**
 * Reads the flags of a command, all of which take a value.
 * @param names the flags it has, without the dashes
 * @throws {ConfigError} with every flag that is unknown or has no value; values are not repeated
 */
export function readFlags(command: string, args: readonly string[], names: readonly string[]): Flags {
  const options: ParseArgsConfig['options'] = {};
  for (const name of names) options[name] = { type: 'string' };
  const { values, tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const problems = new Set<string>();
  let isStray = false;
  for (const token of tokens) {
    if (token.kind === 'positional') isStray = true;
    else if (token.kind !== 'option') continue;
    else if (!names.includes(token.name)) problems.add(unknownFlag(command, token.name, names));
    else if (token.value === undefined || (!token.inlineValue && token.value.startsWith('-'))) {
      problems.add(`--${token.name}: needs a value, such as --${token.name}=VALUE.`);
    }
  }
  // After an unknown flag it may be that flag's value.
  if (isStray && problems.size === 0) {
    problems.add('Flags begin with --, such as --port 4005; there is something else here.');
  }
  if (problems.size > 0) throw new ConfigError([...problems]);
  return values as Flags;
}

function unknownFlag(command: string, name: string, names: readonly string[]): string {
  const plain = flagOf(name);
  const secret = secretMeant(plain);
  const flag = nearestOf(plain, names);
  const isNearer = flag !== undefined && flag !== plain && secret !== undefined && flagOf(secret) !== plain;
  if (secret !== undefined && !isNearer) {
    return `--${name}: Secrets are not flags: set ${secret} or ${secret}_FILE.`;
  }
  // A single letter, or a setting that was meant as a flag, may hold something that must not be repeated.
  const shown = name.length > 1 && name.length <= 40 ? `--${name}: ` : '';
  const meant = flag === undefined ? '' : ` Did you mean --${flag}?`;
  return `${shown}${command} has no such flag.${meant} Try ${command} --help.`;
}

/** The secret that a flag was meant to give: `--api-key` is KOMMUNICATE_API_KEY. */
function secretMeant(flag: string): string | undefined {
  const ending = [...SECRETS].find((name) => flag.includes('-') && flagOf(name).endsWith(`-${flag}`));
  const files = [...SECRETS].map((name) => `${name}_FILE`);
  return ending ?? nearestOf(flag, [...SECRETS, ...files])?.replace(/_FILE$/, '');
}
