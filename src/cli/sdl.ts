import { FEATURES } from '../gateway/settings.ts';
import { stitchingSdl, subgraphSdl } from '../schema/sdl.ts';
import { ConfigError } from './config.ts';
import { flagOf, readFlags } from './flags.ts';
import { createVariables, mistypedVariables, type Environment } from './variables.ts';

/** Returns the schema as text, for a registry or a composer. */
export async function sdl(args: readonly string[], environment: Environment): Promise<string> {
  const { variable } = FEATURES.typePrefix;
  const flags = readFlags('sdl', args, ['dialect', flagOf(variable)]);
  const { dialect = 'federation' } = flags;
  const variables = createVariables({ [variable]: flags[flagOf(variable)] ?? environment[variable] });
  const { typePrefix } = variables.values({ typePrefix: FEATURES.typePrefix });
  const problems = [...mistypedVariables(environment, /^TYPE_PREFIX$/), ...variables.problems];
  if (dialect !== 'federation' && dialect !== 'stitching') {
    problems.push('--dialect: must be federation or stitching.');
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return `${dialect === 'stitching' ? await stitchingSdl(typePrefix) : subgraphSdl(typePrefix)}\n`;
}
