/** How a stream is written: server-sent events, a multipart response, or messages of a WebSocket. */
export type StreamFormat = 'sse' | 'multipart' | 'websocket';

/** A result that streams send. Subscribers share its bytes, which are written once for each format. */
export interface Payload {
  /** The result as JSON. */
  readonly text: string;
  /** What metrics know of the event. */
  readonly facts?: PayloadFacts | undefined;
  /** @returns the same bytes on each call */
  frame(format: StreamFormat): Buffer;
}

/** What metrics know of an event. */
export interface PayloadFacts {
  /** When its message was stored, in milliseconds since 1970. */
  readonly messageTime?: number | undefined;
  /** Why events may be missing. */
  readonly gap?: string | undefined;
}

/** The bytes of a format that do not depend on a result. */
interface Format {
  readonly contentType: string;
  /** The first bytes. @param retryMs time after which a browser connects again */
  opening(retryMs: number): Buffer;
  readonly heartbeat: Buffer;
  readonly ending: Buffer;
}

/** The delimiter follows each part at once: clients deliver a part when they have read the delimiter after it. */
const PART = '\r\ncontent-type: application/json\r\n\r\n';
const DELIMITER = '\r\n--graphql';
const part = (json: string) => Buffer.from(`${PART}${json}${DELIMITER}`);

/**
 * - `sse`: "distinct connections mode" of GraphQL over Server-Sent Events (`PROTOCOL.md` of graphql-sse).
 * - `multipart`: Apollo's multipart protocol for subscriptions, with the bytes of Apollo Router. Apollo iOS compares
 *   `subscriptionSpec=1.0` without quotes, and finds `content-type` only in lower case and without a charset. It accepts
 *   no bytes after the last delimiter.
 */
export const FORMATS: Readonly<Record<StreamFormat, Format>> = {
  sse: {
    contentType: 'text/event-stream; charset=utf-8',
    opening: (retryMs) => Buffer.from(`retry: ${retryMs}\n:\n\n`),
    heartbeat: Buffer.from(':\n\n'),
    // Browsers dispatch only events with a data line.
    ending: Buffer.from('event: complete\ndata:\n\n'),
  },
  multipart: {
    contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
    opening: () => Buffer.concat([Buffer.from(DELIMITER), part('{}')]),
    heartbeat: part('{}'),
    ending: Buffer.from('--'),
  },
  // The library of the protocol adds the frames: a chunk is a result.
  websocket: {
    contentType: 'application/json',
    opening: () => Buffer.alloc(0),
    heartbeat: Buffer.alloc(0),
    ending: Buffer.alloc(0),
  },
};

/**
 * @param text an execution result as JSON
 * @param id the position of the event, which a browser sends back as `Last-Event-ID`; visible ASCII
 */
export function createPayload(text: string, id?: string, facts?: PayloadFacts): Payload {
  return cached(text, facts, {
    sse: () => event(text, id),
    multipart: () => part(`{"payload":${text}}`),
    websocket: () => Buffer.from(text),
  });
}

/**
 * A payload that tells a client why its stream ends. Multipart clients read it as an error of the transport.
 * @param errors the list of GraphQL errors as JSON
 */
export function createErrorPayload(errors: string): Payload {
  const text = `{"errors":${errors}}`;
  return cached(text, undefined, {
    sse: () => event(text, undefined),
    multipart: () => part(`{"payload":null,"errors":${errors}}`),
    websocket: () => Buffer.from(text),
  });
}

/** @returns a whole response with one result, for a query of a client that accepts only streams */
export function streamOfOne(result: string, format: StreamFormat): string {
  const { opening, ending } = FORMATS[format];
  const frames = [createPayload(result).frame(format), ending];
  return Buffer.concat(format === 'sse' ? frames : [opening(0), ...frames]).toString();
}

function cached(
  text: string,
  facts: PayloadFacts | undefined,
  write: Readonly<Record<StreamFormat, () => Buffer>>,
): Payload {
  const frames: Partial<Record<StreamFormat, Buffer>> = {};
  return { text, facts, frame: (format) => (frames[format] ??= write[format]()) };
}

/** In JSON, line breaks are only whitespace. In an event they would end the line. */
function event(json: string, id: string | undefined): Buffer {
  const position = id === undefined ? '' : `id: ${id}\n`;
  return Buffer.from(`event: next\n${position}data: ${json.replaceAll(/[\r\n]+/g, ' ')}\n\n`);
}
