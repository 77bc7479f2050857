import { describe, expect, it } from 'vitest';
import { createErrorPayload, createPayload, FORMATS } from '../../src/live/transport/frames.ts';

const RESULT = '{"data":{"x":"ü"}}';
const ERRORS = '[{"message":"ended"}]';

describe('the frames of server-sent events', () => {
  const { opening, heartbeat, ending, contentType } = FORMATS.sse;

  it('are these bytes', () => {
    expect(contentType).toBe('text/event-stream; charset=utf-8');
    expect(opening(1234).toString()).toBe('retry: 1234\n:\n\n');
    expect(heartbeat.toString()).toBe(':\n\n');
    expect(ending.toString()).toBe('event: complete\ndata:\n\n');
    expect(createPayload(RESULT, 'c1').frame('sse').toString()).toBe(
      `event: next\nid: c1\ndata: ${RESULT}\n\n`,
    );
    expect(createPayload(RESULT).frame('sse').toString()).toBe(`event: next\ndata: ${RESULT}\n\n`);
    expect(createErrorPayload(ERRORS).frame('sse').toString()).toBe(
      `event: next\ndata: {"errors":${ERRORS}}\n\n`,
    );
  });

  it('have one data line, also for JSON with line breaks', () => {
    expect(createPayload('{\r\n"data": null\n}').frame('sse').toString()).toBe(
      'event: next\ndata: { "data": null }\n\n',
    );
  });
});

describe('the frames of a multipart response', () => {
  const { opening, heartbeat, ending, contentType } = FORMATS.multipart;
  const part = (json: string) => `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--graphql`;

  it('are these bytes, each part with the delimiter after it', () => {
    expect(contentType).toBe('multipart/mixed;boundary="graphql";subscriptionSpec=1.0');
    expect(opening(1234).toString()).toBe(`\r\n--graphql${part('{}')}`);
    expect(heartbeat.toString()).toBe(part('{}'));
    expect(ending.toString()).toBe('--');
    expect(createPayload(RESULT, 'c1').frame('multipart').toString()).toBe(part(`{"payload":${RESULT}}`));
  });

  it('carry the errors that end a stream beside an empty payload', () => {
    expect(createErrorPayload(ERRORS).frame('multipart').toString()).toBe(
      part(`{"payload":null,"errors":${ERRORS}}`),
    );
  });
});

describe('a payload', () => {
  it('is written once for each format, however many subscribers share it', () => {
    const payload = createPayload(RESULT);
    expect(payload.frame('sse')).toBe(payload.frame('sse'));
    expect(payload.frame('multipart')).toBe(payload.frame('multipart'));
    expect(payload.text).toBe(RESULT);
  });
});
