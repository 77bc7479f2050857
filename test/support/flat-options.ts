import type {
  AccessOptions,
  BatchingLimits,
  CorsOptions,
  GatewayLimits,
  GatewayOptions,
  LiveOptions,
} from '../../src/gateway/options.ts';
import { ACCESS, BATCHING, LIMITS, LIVE } from '../../src/gateway/settings.ts';

type Groups = 'limits' | 'batching' | 'access' | 'cors' | 'live';

/** The options of a gateway without their groups: tests set one or two of them. */
export interface FlatOptions
  extends
    Partial<Omit<GatewayOptions, 'client' | Groups>>,
    GatewayLimits,
    BatchingLimits,
    AccessOptions,
    LiveOptions {
  readonly corsOrigins?: CorsOptions['origins'];
}

/** Puts each option into its group. */
export function groupOptions({ corsOrigins, ...options }: FlatOptions): Partial<GatewayOptions> {
  const isIn = (group: object) => (entry: readonly [string, unknown]) => Object.hasOwn(group, entry[0]);
  const pick = (group: object) => Object.fromEntries(Object.entries(options).filter(isIn(group)));
  const groups = [LIMITS, BATCHING, ACCESS, LIVE];
  const others = Object.entries(options).filter((entry) => !groups.some((group) => isIn(group)(entry)));
  return {
    ...Object.fromEntries(others),
    limits: pick(LIMITS),
    batching: pick(BATCHING),
    access: pick(ACCESS),
    live: pick(LIVE),
    ...(corsOrigins && { cors: { origins: corsOrigins } }),
  };
}
