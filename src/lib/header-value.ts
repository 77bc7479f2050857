/** Whether an id can stand in the `Of-User-Id` header exactly as it is: visible ASCII, no spaces. */
export function isHeaderSafe(id: unknown): id is string {
  return typeof id === 'string' && /^[\x21-\x7e]+$/.test(id);
}

/** Whether a value can be a user's id or a key in a header: visible ASCII without spaces, 1-256 characters. */
export function isHeaderId(value: unknown): value is string {
  return isHeaderSafe(value) && value.length <= 256;
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
