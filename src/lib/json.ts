/** Whether a value is a JSON object: not null, and not an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses JSON.
 * @param errorOf creates the error to throw for a text that is not JSON
 */
export function parseJson(text: string, errorOf: () => Error): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw errorOf();
  }
}
