import type { Store } from './store.ts';

/**
 * Which of two answers the emulator gives: the one the endpoint's page shows, or the one the live service
 * sends.
 */
export type AnswerShape = 'documented' | 'live';

/** One call whose key is good, as the endpoints see it. */
export interface RestCall {
  readonly query: URLSearchParams;
  readonly ofUserId: string | undefined;
  /** The body's object. Refuses a body that is none. */
  readonly body: () => Readonly<Record<string, unknown>>;
  readonly store: Store;
  readonly shape: AnswerShape;
  /**
   * Whether a page that ends at a time holds what happened at that very millisecond (wire-facts 10 does not
   * know).
   */
  readonly endTimeInclusive: boolean;
}

/** A refusal in the REST API's error envelope. Codes that begin with `EMU-` are the emulator's own. */
export class Refusal extends Error {
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

export function parseBody(text: string): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Refusal('EMU-03', 'the body is not JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal('EMU-03', 'the body is not a JSON object');
  }
  return body as Readonly<Record<string, unknown>>;
}

/** Metadata as it is stored: scalars become strings; anything else is refused. */
export function stringMap(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal('EMU-01', 'metadata must be an object');
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]: [string, unknown]) => {
      if (typeof entry === 'string') return [key, entry];
      if (typeof entry === 'number' || typeof entry === 'boolean') return [key, String(entry)];
      throw new Refusal('EMU-01', `metadata.${key} must be a string`);
    }),
  );
}

/** A list of strings, or a refusal that names it. */
export function stringList(value: unknown, name: string): readonly string[] {
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  throw new Refusal('EMU-01', `${name} must be a list of strings`);
}

export function definedOf(fields: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
