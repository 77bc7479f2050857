export { createGateway } from './gateway/gateway.ts';
export type { Gateway } from './gateway/gateway.ts';
export type {
  AccessOptions,
  BatchingLimits,
  CorsOptions,
  GatewayLimits,
  GatewayOptions,
} from './gateway/options.ts';
export { startServer } from './server/server.ts';
export type { RunningServer } from './server/server.ts';
export type { ServerOptions } from './server/options.ts';
export { createClient } from './kommunicate/client.ts';
export type { CallOptions, KommunicateClient } from './kommunicate/client.ts';
export type { BatchingOptions } from './kommunicate/resilience/batch-endpoint.ts';
export type { BreakersOptions } from './kommunicate/resilience/circuit-breakers.ts';
export type { ClientOptions, HttpOptions } from './kommunicate/options.ts';
export type { RetryOptions } from './kommunicate/resilience/retry.ts';
export type {
  Assignment,
  NewGroup,
  OutgoingMessage,
  UserChanges,
  UserRecord,
  WireMetadata,
} from './kommunicate/types.ts';
export { ERRORS, GatewayError } from './errors.ts';
export type { ErrorCode, GatewayErrorOptions } from './errors.ts';
export type { Identity, Principal, Role, VerifyToken } from './auth/principal.ts';
export { createTokenVerifier } from './auth/verify-token.ts';
export type { TokenOptions } from './auth/token-options.ts';
export type { Logger } from './lib/logger.ts';
export { connectRedis } from './lib/redis.ts';
export type { Redis, RedisOptions } from './lib/redis.ts';
