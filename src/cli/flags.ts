import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ConfigError } from './config.ts';
import { nearestOf } from './near-misses.ts';
import { FLAG_VARIABLES, SECRETS, SWITCH_VARIABLES } from './settings.ts';
import type { Environment } from './variables.ts';

export type Flags = Readonly<Record<string, string | undefined>>;

/** `MAX_BATCH_SIZE` is `--max-batch-size`. */
export function flagOf(variable: string): string {
  return variable.toLowerCase().replaceAll('_', '-');
}

/**
 * Reads the flags of a command. Each flag takes a value, except switches, which may stand alone.
 * @param names the flags of the command, without the dashes
 * @param switches those of them that are on or off: `--visitor` is `--visitor=on`
 * @throws {ConfigError} with every flag that is unknown or has no value; values are not repeated
 */
export function readFlags(
  command: string,
  args: readonly string[],
  names: readonly string[],
  switches: readonly string[] = [],
): Flags {
  const options: ParseArgsConfig['options'] = {};
  for (const name of names) options[name] = { type: 'string' };
  const { values, tokens } = parseArgs({
    args: args.map((arg, at) => (isAlone(arg, args[at + 1], switches) ? `${arg}=on` : arg)),
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const problems = new Set<string>();
  let hasPositional = false;
  for (const token of tokens) {
    if (token.kind === 'positional') hasPositional = true;
    else if (token.kind !== 'option') continue;
    else if (!names.includes(token.name)) problems.add(unknownFlag(command, token.name, names));
    else if (token.value === undefined || (!token.inlineValue && /^-./.test(token.value))) {
      problems.add(`--${token.name}: needs a value, such as --${token.name}=VALUE.`);
    }
  }
  // After an unknown flag it may be the value of that flag.
  if (hasPositional && problems.size === 0) {
    problems.add('Flags begin with --, such as --port 4005; one argument does not.');
  }
  if (problems.size > 0) throw new ConfigError([...problems]);
  return values as Flags;
}

/** Whether an argument is a switch without a value. */
function isAlone(arg: string, next: string | undefined, switches: readonly string[]): boolean {
  return switches.some((name) => arg === `--${name}`) && (next === undefined || next.startsWith('-'));
}

/** Reads the flags that stand for variables. */
export function readSettingFlags(command: string, args: readonly string[]): Environment {
  const flags = readFlags(command, args, FLAG_VARIABLES.map(flagOf), SWITCH_VARIABLES.map(flagOf));
  return Object.fromEntries(
    FLAG_VARIABLES.flatMap((variable) => {
      const value = flags[flagOf(variable)];
      return value === undefined ? [] : [[variable, value] as const];
    }),
  );
}

function unknownFlag(command: string, name: string, names: readonly string[]): string {
  const spelled = flagOf(name);
  const secret = findSecret(spelled);
  const flag = nearestOf(spelled, names);
  const isFlagNearer =
    flag !== undefined && flag !== spelled && secret !== undefined && flagOf(secret) !== spelled;
  if (secret !== undefined && !isFlagNearer) {
    return `--${name}: Secrets are not flags: set ${secret} or ${secret}_FILE.`;
  }
  // A single letter may come from a value (`-pSECRET`), and so may a long name: neither is repeated.
  const shown = name.length > 1 && name.length <= 40 ? `--${name}: ` : '';
  const suggestion = flag === undefined ? '' : ` Did you mean --${flag}?`;
  return `${shown}${command} has no such flag.${suggestion} Try ${command} --help.`;
}

/** The secret that a flag stands for: `--api-key` is KOMMUNICATE_API_KEY. */
function findSecret(flag: string): string | undefined {
  const byEnding = [...SECRETS].find((name) => flag.includes('-') && flagOf(name).endsWith(`-${flag}`));
  const files = [...SECRETS].map((name) => `${name}_FILE`);
  return byEnding ?? nearestOf(flag, [...SECRETS, ...files])?.replace(/_FILE$/, '');
}
