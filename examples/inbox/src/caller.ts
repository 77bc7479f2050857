let headers: Readonly<Record<string, string>> = {};

/**
 * Sets the user of this page. The sandbox accepts the header `Of-User-Id` from a browser. In production, the page sends
 * the user's token in `Authorization` instead.
 */
export function actAs(userId: string): void {
  headers = { 'of-user-id': userId };
}

/** The headers that say who sends a request. */
export const callerHeaders = (): Readonly<Record<string, string>> => headers;
