import { onTestFinished } from 'vitest';
import { post, type TestGateway } from '../harness.ts';

/** A result of a subscription, as the client of a test receives it. */
export interface StreamResult {
  readonly id: string | undefined;
  /* eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into results of any shape */
  readonly data: any;
  readonly errors: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}

export interface EventStream {
  readonly response: Response;
  /** The next result; undefined when the stream has ended. */
  next(): Promise<StreamResult | undefined>;
  /** The next `count` results. */
  take(count: number): Promise<readonly StreamResult[]>;
  /** All remaining bytes as text. */
  rest(): Promise<string>;
  /** Disconnects. */
  close(): Promise<void>;
}

export const EVENTS = `subscription ($id: ID!, $after: String) {
  conversationEvents(conversationId: $id, after: $after) {
    __typename cursor previousCursor
    conversation { id status }
    ... on MessageAdded { message { id text sender { displayName } } }
    ... on ConversationChanged { changes }
    ... on EventsMissed { reason }
  }
}`;

interface SubscribeOptions {
  readonly variables?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Subscribes, as graphql-sse does. The stream is closed when the test ends. */
export async function subscribe(
  { fetch }: Pick<TestGateway, 'fetch'>,
  query: string,
  { variables, headers = {} }: SubscribeOptions = {},
): Promise<EventStream> {
  const response = await fetch(post({ query, variables }, { accept: 'text/event-stream', ...headers }));
  return readStream(response);
}

function readStream(response: Response): EventStream {
  const reader = response.body?.getReader();
  if (!reader) throw new Error('the response has no body');
  const decoder = new TextDecoder();
  let text = '';
  let isDone = false;
  const close = async () => {
    isDone = true;
    await reader.cancel().catch(() => undefined);
  };
  onTestFinished(close);
  const read = async (): Promise<boolean> => {
    if (isDone) return false;
    const { value, done } = await reader.read();
    if (done) isDone = true;
    else text += decoder.decode(value, { stream: true });
    return !done;
  };
  const next = async (): Promise<StreamResult | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end === -1) {
        if (!(await read())) return undefined;
        continue;
      }
      const frame = text.slice(0, end);
      text = text.slice(end + 2);
      const [, data] = /^data: (.*)$/m.exec(frame) ?? [];
      if (!/^event: next$/m.test(frame) || data === undefined) continue;
      const [, id] = /^id: (.*)$/m.exec(frame) ?? [];
      const result = JSON.parse(data) as Partial<StreamResult>;
      return { id, data: result.data, errors: result.errors ?? [] };
    }
  };
  return {
    response,
    next,
    async take(count) {
      const results: StreamResult[] = [];
      while (results.length < count) {
        const result = await next();
        if (!result) break;
        results.push(result);
      }
      return results;
    },
    async rest() {
      while (await read());
      return text;
    },
    close,
  };
}

/** Sends a message straight to the REST API, as another integrator does: the gateway does not know of it. */
export async function sendElsewhere(
  { emulator }: TestGateway,
  groupId: string,
  message: string,
): Promise<string> {
  const response = await globalThis.fetch(`${emulator.url}/rest/ws/message/v2/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'Api-Key': emulator.apiKey },
    body: JSON.stringify({ groupId, fromUserName: 'ana-ortiz', message }),
  });
  const { response: sent } = (await response.json()) as { response: { messageKey: string } };
  return sent.messageKey;
}

/** Changes a conversation straight in the REST API. */
export async function updateElsewhere({ emulator }: TestGateway, body: object): Promise<void> {
  await globalThis.fetch(`${emulator.url}/rest/ws/group/update`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'Api-Key': emulator.apiKey,
      'Of-User-Id': 'mira.patel@hearth.example',
    },
    body: JSON.stringify(body),
  });
}
