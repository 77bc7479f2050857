import type { GatewayOptions } from '../gateway/options.ts';

export interface ServerOptions extends Omit<GatewayOptions, 'isDraining'> {
  /** The address to listen on. Default `127.0.0.1`. */
  readonly host?: string;
  /** The port to listen on; 0 selects a free one. Default 4000. */
  readonly port?: number;
  /**
   * Milliseconds for which an idle connection stays open. A load balancer in front must use a shorter time, or it may send
   * a request on a connection that the server closes. Default 65000.
   */
  readonly keepAliveTimeoutMs?: number;
  /** Milliseconds for which the server still accepts connections after `close` is called. Default 0. */
  readonly drainDelayMs?: number;
  /**
   * Milliseconds after `drainDelayMs` in which an open connection may still send a request, or the rest of one. Then the
   * server closes connections without a complete request; it has executed nothing for them. Default 1000.
   */
  readonly unsentGraceMs?: number;
  /**
   * Milliseconds after `unsentGraceMs` in which requests in flight may finish. Then the server closes all connections.
   * Default: `requestTimeoutMs` plus 5000.
   */
  readonly answerGraceMs?: number;
  /**
   * The port of a second server with `/metrics`, `/health` and `/ready`; 0 selects a free one. It serves the registry in
   * `metrics`, or by default one of its own with metrics of the process. It closes last. Default: no such server.
   */
  readonly metricsPort?: number | undefined;
  /** The address of that server. Default `127.0.0.1`. */
  readonly metricsHost?: string;
  /** Waits for a number of milliseconds. Default: timers that do not keep the process alive. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}
