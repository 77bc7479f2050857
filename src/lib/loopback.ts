/*
 * Loopback addresses: `localhost`, 127.0.0.0/8 and `::1`. Names that resolve to them do not count: any site can point
 * its own name at 127.0.0.1 (DNS rebinding).
 */

const NAME = String.raw`localhost|127(?:\.\d{1,3}){3}|\[::1\]`;
const HOST = new RegExp(`^(?:${NAME})(?::\\d*)?$`, 'i');
const ORIGIN = new RegExp(`^https?://(?:${NAME})(?::\\d{1,5})?$`);

/** Whether a `Host` header names a loopback address, with or without a port. */
export function isLoopbackHost(host: string): boolean {
  return HOST.test(host);
}

/** Whether an `Origin` header names a page on a loopback address, on any port. */
export function isLoopbackOrigin(origin: string): boolean {
  return ORIGIN.test(origin);
}

/** Whether a server that listens on this address can only be reached from this machine. */
export function isLoopbackAddress(address: string): boolean {
  return isLoopbackHost(address.includes(':') ? `[${address}]` : address);
}
