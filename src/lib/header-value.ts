/** Whether an id can stand in the `Of-User-Id` header exactly as it is: visible ASCII, no spaces. */
export function isHeaderSafe(id: unknown): id is string {
  return typeof id === 'string' && /^[\x21-\x7e]+$/.test(id);
}

/**
 * The header that names the user a call is made for. undici sends *no* header for `undefined`, and trims or
 * re-encodes other values: the call would run with the account's bare power, or as somebody else.
 * @throws {TypeError} for a value that would do so: callers check ids first, so this is a bug of ours
 */
export function actingAs(userId: string): { readonly 'Of-User-Id': string } {
  if (!isHeaderSafe(userId)) {
    throw new TypeError('Of-User-Id must be visible ASCII characters without spaces');
  }
  return { 'Of-User-Id': userId };
}
