/*
 * The subscribers, in a process of their own. The parent sends commands; the response to each is the number of results that
 * the subscribers have received since the last one.
 */
import { createConnection, type Socket } from 'node:net';

export type Command =
  | { readonly open: number; readonly url: string; readonly body: string; readonly apiKey: string }
  /** Waits until this many results were received. */
  | { readonly receive: number }
  | { readonly close: true };

/** Connections that are being opened at the same time. */
const AT_ONCE = 100;
const MAX_WAIT_MS = 20_000;
const RESULT = 'event: next';

const sockets: Socket[] = [];
let received = 0;
let isEnough: (() => void) | undefined;
let wanted = Infinity;

function count(text: string): void {
  for (let at = text.indexOf(RESULT); at !== -1; at = text.indexOf(RESULT, at + 1)) received += 1;
  if (received >= wanted) isEnough?.();
}

/** Opens a stream, and resolves when its first bytes have arrived: the headers, and the first result of a gateway. */
function subscribe({ url, body, apiKey }: Extract<Command, { open: number }>): Promise<void> {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = createConnection(Number(port), hostname, () => {
      socket.write(
        `POST ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nApi-Key: ${apiKey}\r\nAccept: text/event-stream\r\n` +
          `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    });
    sockets.push(socket);
    let tail = '';
    let isOpen = false;
    socket.on('data', (bytes) => {
      const text = tail + bytes.toString('latin1');
      count(text);
      tail = text.slice(-RESULT.length + 1);
      if (isOpen) return;
      isOpen = true;
      if (text.startsWith('HTTP/1.1 200')) resolve();
      else reject(new Error(text));
    });
    socket.once('error', reject);
  });
}

async function run(command: Command): Promise<void> {
  if ('open' in command) {
    let opened = 0;
    const openNext = async (): Promise<void> => {
      while (opened < command.open) {
        opened += 1;
        await subscribe(command);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, openNext));
    return;
  }
  if ('close' in command) {
    for (const socket of sockets.splice(0)) socket.destroy();
    return;
  }
  wanted = command.receive;
  if (received < wanted) {
    await new Promise<void>((resolve, reject) => {
      isEnough = resolve;
      const fail = () => reject(new Error(`${received} results of ${wanted} have arrived`));
      setTimeout(fail, MAX_WAIT_MS).unref();
    });
  }
  wanted = Infinity;
}

process.on('message', (command: Command) => {
  const answer = async () => {
    try {
      await run(command);
      process.send?.({ received });
      received = 0;
    } catch (error) {
      process.send?.({ error: String(error) });
    }
  };
  void answer();
});
