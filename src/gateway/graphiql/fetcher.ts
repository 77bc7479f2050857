/*
 * How GraphiQL sends its operations. Its own fetcher sends subscriptions by GET, so their variables would be in the logs
 * of proxies. It also ends a subscription when the user selects another tab: the page resumes it when the user returns.
 */

/** What GraphiQL gives to its fetcher. */
interface OperationParams {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: string | null;
}

/** The results of a subscription, as GraphiQL reads them. */
type Results = AsyncIterator<unknown> & AsyncIterable<unknown>;

/** Runs an operation. A subscription returns its results. */
export type Fetcher = (
  params: OperationParams,
  options?: { readonly headers?: Readonly<Record<string, string>> },
) => Promise<unknown>;

/** A function, as text, for the browser. It returns the fetcher of GraphiQL. */
export const CREATE_FETCHER: string = createFetcher.toString();

export function createFetcher(): Fetcher {
  /** A subscription that runs or has run. */
  interface Stream {
    readonly key: string;
    isOpen: boolean;
    position?: string | undefined;
    latest?: string | undefined;
  }
  let current: Stream | undefined;
  /** The streams that ended because the user selected another tab, by the title of their tab. */
  const left = new Map<string, Stream>();
  const activeTitle = () =>
    document.querySelector('.graphiql-tab-active .graphiql-tab-button')?.textContent ?? '';

  // In the capture phase: GraphiQL has not ended the stream yet.
  document.addEventListener(
    'click',
    ({ target }) => {
      if (!(target instanceof Element) || target.closest('.graphiql-tab-button') === null) return;
      if (current?.isOpen === true) left.set(activeTitle(), current);
      setTimeout(() => {
        if (left.has(activeTitle())) document.querySelector<HTMLElement>('.graphiql-execute-button')?.click();
      });
    },
    true,
  );

  const results = (body: ReadableStream<Uint8Array>, stream: Stream, connection: AbortController) => {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const pending = stream.latest === undefined ? [] : [stream.latest];
    let text = '';
    const end = () => {
      stream.isOpen = false;
      connection.abort();
      return { done: true, value: undefined } as const;
    };
    const next = async (): Promise<IteratorResult<unknown>> => {
      for (;;) {
        const data = pending.shift();
        if (data !== undefined) return { done: false, value: JSON.parse(data) };
        if (!stream.isOpen) return end();
        const { done, value } = await reader.read();
        if (done) return end();
        const events = (text + decoder.decode(value, { stream: true })).split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) {
          if (event.startsWith('event: complete')) stream.isOpen = false;
          const found = /^data: (.*)$/m.exec(event)?.[1];
          if (found === undefined) continue;
          pending.push(found);
          stream.latest = found;
          stream.position = /^id: (.*)$/m.exec(event)?.[1] ?? stream.position;
        }
      }
    };
    const ended = new Promise<IteratorResult<unknown>>((resolve) => {
      connection.signal.addEventListener('abort', () => resolve({ done: true, value: undefined }));
    });
    const iterator: Results = {
      next: () => Promise.race([ended, next().catch(() => ended)]),
      return: () => Promise.resolve(end()),
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  };

  return async ({ query, variables, operationName }, options) => {
    // GraphiQL may still have the name of the tab before.
    const isNamed = operationName != null && new RegExp(`\\b${operationName}\\b`).test(query);
    const body = JSON.stringify({ query, variables, ...(isNamed && { operationName }) });
    const key = JSON.stringify([query, variables, options?.headers]);
    const before = left.get(activeTitle());
    left.delete(activeTitle());
    const resumed = before?.key === key ? before : undefined;
    const connection = new AbortController();
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json, text/event-stream',
        'content-type': 'application/json',
        ...options?.headers,
        ...(resumed?.position !== undefined && { 'last-event-id': resumed.position }),
      },
      body,
      signal: connection.signal,
    });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    if (!isStream || response.body === null) return JSON.parse(await response.text());
    current = { key, isOpen: true, position: resumed?.position, latest: resumed?.latest };
    return results(response.body, current, connection);
  };
}
