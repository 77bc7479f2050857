import type { Store } from './store.ts';
import type { Visibility } from './visibility.ts';

/** The form of responses: as the endpoint's documentation shows them, or as the live service sends them. */
export type ResponseShape = 'documented' | 'live';

/** One call with a valid key. */
export interface RestCall {
  readonly query: URLSearchParams;
  readonly ofUserId: string | undefined;
  /**
   * Parses the body.
   * @throws {RestError} for a body that is not a JSON object
   */
  readonly body: () => Readonly<Record<string, unknown>>;
  readonly store: Store;
  readonly visibility: Pick<Visibility, 'read'>;
  readonly shape: ResponseShape;
  /** Whether a page that ends at a time includes entries of that millisecond. This is not documented (wire-facts 10). */
  readonly endTimeInclusive: boolean;
}

/** An error in the REST API's error envelope. Codes that begin with `EMU-` are the emulator's own. */
export class RestError extends Error {
  readonly errorCode: string;

  constructor(errorCode: string, description: string) {
    super(description);
    this.errorCode = errorCode;
  }
}

export function errorEnvelope(errorCode: string, description: string, generatedAt: number): object {
  return {
    status: 'error',
    errorResponse: [{ errorCode, description, displayMessage: 'Unable to process' }],
    generatedAt,
  };
}

export function envelope(response: unknown, store: Store): object {
  return { status: 'success', generatedAt: store.now(), response };
}

/** A response of plain text, as the older endpoints send it (wire-facts 2.3). */
export class PlainText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): string {
    return this.text;
  }
}

export function parseBody(text: string): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new RestError('EMU-03', 'the body is not JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new RestError('EMU-03', 'the body is not a JSON object');
  }
  return body as Readonly<Record<string, unknown>>;
}

/** Converts metadata to strings. Rejects values that are not scalars. */
export function stringMap(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RestError('EMU-01', 'metadata must be an object');
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]: [string, unknown]) => {
      if (typeof entry === 'string') return [key, entry];
      if (typeof entry === 'number' || typeof entry === 'boolean') return [key, String(entry)];
      throw new RestError('EMU-01', `metadata.${key} must be a string`);
    }),
  );
}

/** Returns a list of strings. Rejects any other value, with the name of the field. */
export function stringList(value: unknown, name: string): readonly string[] {
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  throw new RestError('EMU-01', `${name} must be a list of strings`);
}

export function definedOf(fields: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
