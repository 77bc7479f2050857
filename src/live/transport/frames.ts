/*
 * The frames of a stream, for each format.
 *
 * - `sse`: GraphQL over Server-Sent Events, distinct connections mode (graphql-sse, urql, Hive, Cosmo, GraphiQL).
 * - `multipart`: multipart subscriptions of Apollo Client, Apollo iOS and Apollo Kotlin. A client reads a part when it sees
 *   the delimiter after it, so each part ends with one.
 */

export type StreamFormat = 'sse' | 'multipart';

/** A result that several streams share. It is framed once for each format. */
export interface Payload {
  readonly frame: (format: StreamFormat) => Buffer;
}

/** Delays before a client reconnects, in milliseconds. They are random, so that not all clients come back at once. */
const RETRY_MS = { min: 1000, max: 8000 };

/**
 * @param text a GraphQL result as JSON
 * @param id the cursor of the event, which a client sends back as `Last-Event-ID`
 */
export function createPayload(text: string, id?: string): Payload {
  const frames: Partial<Record<StreamFormat, Buffer>> = {};
  const create = {
    sse: () => Buffer.from(`event: next\n${id === undefined ? '' : `id: ${id}\n`}data: ${text}\n\n`),
    multipart: () => part(`{"payload":${text}}`),
  };
  return { frame: (format) => (frames[format] ??= create[format]()) };
}

export const HEARTBEATS: Readonly<Record<StreamFormat, Buffer>> = {
  sse: Buffer.from(':\n\n'),
  multipart: part('{}'),
};

export const COMPLETE: Readonly<Record<StreamFormat, Buffer>> = {
  sse: Buffer.from('event: complete\ndata:\n\n'),
  multipart: Buffer.from('--\r\n'),
};

/** The first bytes of a subscription. They make proxies and clients treat the response as started. */
export function opening(format: StreamFormat, random: () => number = Math.random): Buffer {
  if (format === 'multipart') return Buffer.concat([Buffer.from('\r\n--graphql'), HEARTBEATS.multipart]);
  const retryMs = Math.round(RETRY_MS.min + random() * (RETRY_MS.max - RETRY_MS.min));
  return Buffer.from(`retry: ${retryMs}\n:\n\n`);
}

export const CONTENT_TYPES: Readonly<Record<StreamFormat, string>> = {
  sse: 'text/event-stream; charset=utf-8',
  multipart: 'multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"',
};

function part(json: string): Buffer {
  return Buffer.from(`\r\nContent-Type: application/json\r\n\r\n${json}\r\n--graphql`);
}
