import { stringifyDocument, type TypedDocumentNode } from 'urql';
import { callerHeaders } from './caller.ts';

/** The gateway sends a heartbeat every 12 s, so a stream without bytes for this time is dead. */
const SILENCE_MS = 30_000;
/** A tab that is hidden for this time closes its streams: browsers allow few connections to an origin. */
const HIDDEN_MS = 60_000;
const LONGEST_WAIT_MS = 30_000;

/** An error of the gateway at the end of a stream. */
export interface StreamError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly reason?: string };
}

interface StreamOptions<Data, Variables> {
  readonly document: TypedDocumentNode<Data, Variables>;
  /** Called for each connection, so that it resumes after the last event. */
  readonly variables: () => Variables;
  readonly onData: (data: Data) => void;
  readonly onState: (isLive: boolean) => void;
  readonly onError?: (error: StreamError) => void;
}

/**
 * Opens a subscription over server-sent events, and opens it again whenever it ends or is silent. `EventSource` cannot do
 * this: it sends no headers and no POST.
 * @returns a function that closes it
 */
export function openStream<Data, Variables>(options: StreamOptions<Data, Variables>): () => void {
  const { onData, onState, onError } = options;
  const closed = new AbortController();
  let connection = new AbortController();
  let wake: (() => void) | undefined;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async () => {
    let failures = 0;
    while (!closed.signal.aborted) {
      connection = new AbortController();
      const openedAt = Date.now();
      try {
        for await (const { data, errors } of resultsOf(options, connection)) {
          if (closed.signal.aborted) return;
          if (data) {
            failures = 0;
            onData(data);
          } else {
            for (const error of errors ?? []) onError?.(error);
          }
        }
      } catch {
        // No response, or the connection broke: the same as an end.
      }
      if (closed.signal.aborted) return;
      onState(false);
      if (Date.now() - openedAt > SILENCE_MS) failures = 0;
      // The random part spreads the clients of a gateway that has restarted.
      await pause(Math.random() * Math.min(LONGEST_WAIT_MS, 1000 * 2 ** failures++));
    }
  };

  window.addEventListener('online', () => wake?.(), { signal: closed.signal });
  void run();
  return () => {
    closed.abort();
    connection.abort();
    wake?.();
  };
}

/**
 * Calls a function while the tab is visible: it calls what the function returns when the tab has been hidden for a
 * minute, and the function again when the user comes back.
 */
export function whileVisible(start: () => () => void): () => void {
  let stop: (() => void) | null = null;
  let hidden: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    stop?.();
    stop = null;
  };
  const onChange = () => {
    clearTimeout(hidden);
    if (document.visibilityState === 'visible') stop ??= start();
    else hidden = setTimeout(end, HIDDEN_MS);
  };
  const listeners = new AbortController();
  document.addEventListener('visibilitychange', onChange, listeners);
  // The browser may keep a page that the user has left, and show it again.
  window.addEventListener('pagehide', end, listeners);
  window.addEventListener('pageshow', onChange, listeners);
  onChange();
  return () => {
    listeners.abort();
    clearTimeout(hidden);
    end();
  };
}

/** Calls a function in one tab of the browser at a time. It returns what ends its turn. */
export function inOneTab(name: string, start: () => () => void): () => void {
  // Browsers have locks on https and on localhost only.
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return start();
  const ended = new AbortController();
  const turn = () =>
    new Promise<void>((resolve) => {
      if (ended.signal.aborted) return resolve();
      const stop = start();
      ended.signal.addEventListener('abort', () => {
        stop();
        resolve();
      });
    });
  locks.request(name, { signal: ended.signal }, turn).catch(() => {
    // It ended while it was waiting.
  });
  return () => ended.abort();
}

interface Result<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly StreamError[];
}

async function* resultsOf<Data, Variables>(
  { document: query, variables, onState }: StreamOptions<Data, Variables>,
  connection: AbortController,
): AsyncGenerator<Result<Data>> {
  let silence = setTimeout(() => connection.abort(), SILENCE_MS);
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { ...callerHeaders(), 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: stringifyDocument(query), variables: variables() }),
      signal: connection.signal,
    });
    // A refusal is JSON with a status.
    if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
    onState(true);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(silence);
      silence = setTimeout(() => connection.abort(), SILENCE_MS);
      const events = (text + value).split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const lines = event.split('\n');
        if (lines.includes('event: complete')) return;
        const data = lines.find((line) => line.startsWith('data: '));
        if (data) yield JSON.parse(data.slice('data: '.length)) as Result<Data>;
      }
    }
  } finally {
    clearTimeout(silence);
    connection.abort();
  }
}
