/** Maximum length of an id, in characters. */
const MAX_ID_LENGTH = 256;

/** Whether a value fits in a header unchanged: visible ASCII characters without spaces. */
export function isHeaderSafe(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}

/** Whether a value is an id that fits in a header unchanged: `isHeaderSafe`, and 256 characters or less. */
export function isHeaderId(value: unknown): value is string {
  return isHeaderSafe(value) && value.length <= MAX_ID_LENGTH;
}

/**
 * The header that names the user that a call acts for. undici omits a header whose value is `undefined`, and the call
 * would run for the whole account. undici trims or re-encodes other values, and the call would run as a different user.
 * @throws {TypeError} for an id that does not fit in a header: a bug, because callers check ids first
 */
export function actingAs(userId: string): { readonly 'Of-User-Id': string } {
  if (!isHeaderSafe(userId)) {
    throw new TypeError('Of-User-Id must be visible ASCII characters without spaces');
  }
  return { 'Of-User-Id': userId };
}
