import type {
  AccessOptions,
  BatchingLimits,
  CorsOptions,
  GatewayLimits,
  GatewayOptions,
} from '../../src/gateway/options.ts';
import { ACCESS, BATCHING, LIMITS } from '../../src/gateway/settings.ts';

type Groups = 'limits' | 'batching' | 'access' | 'cors';

/** The options of a gateway without their groups: tests set one or two of them. */
export interface FlatOptions
  extends Partial<Omit<GatewayOptions, 'client' | Groups>>, GatewayLimits, BatchingLimits, AccessOptions {
  readonly corsOrigins?: CorsOptions['origins'];
}

/** Puts each option into its group. */
export function groupOptions({ corsOrigins, ...options }: FlatOptions): Partial<GatewayOptions> {
  const isIn = (group: object) => (entry: readonly [string, unknown]) => Object.hasOwn(group, entry[0]);
  const pick = (group: object) => Object.fromEntries(Object.entries(options).filter(isIn(group)));
  const groups = [LIMITS, BATCHING, ACCESS];
  const others = Object.entries(options).filter((entry) => !groups.some((group) => isIn(group)(entry)));
  return {
    ...Object.fromEntries(others),
    limits: pick(LIMITS),
    batching: pick(BATCHING),
    access: pick(ACCESS),
    ...(corsOrigins && { cors: { origins: corsOrigins } }),
  };
}
