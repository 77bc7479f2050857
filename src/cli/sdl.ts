import { FEATURES } from '../gateway/settings.ts';
import { clientSdl, stitchingSdl, subgraphSdl } from '../schema/sdl.ts';
import { ConfigError } from './config.ts';
import { flagOf, readFlags } from './flags.ts';
import { createVariables, mistypedVariables, type Environment } from './variables.ts';

const DIALECTS: Readonly<Record<string, (typePrefix: string) => string>> = {
  federation: subgraphSdl,
  stitching: stitchingSdl,
  client: clientSdl,
};

/** Returns the schema as text, for a registry, a composer, or the tools of a client. */
export function sdl(args: readonly string[], environment: Environment): string {
  const { variable } = FEATURES.typePrefix;
  const flags = readFlags('sdl', args, ['dialect', flagOf(variable)]);
  const { dialect = 'federation' } = flags;
  const variables = createVariables({ [variable]: flags[flagOf(variable)] ?? environment[variable] });
  const { typePrefix } = variables.values({ typePrefix: FEATURES.typePrefix });
  const problems = [...mistypedVariables(environment, /^TYPE_PREFIX$/), ...variables.problems];
  const print = Object.hasOwn(DIALECTS, dialect) ? DIALECTS[dialect] : undefined;
  if (print === undefined) problems.push('--dialect: must be federation, stitching or client.');
  if (print === undefined || problems.length > 0) throw new ConfigError(problems);
  return `${print(typePrefix)}\n`;
}
