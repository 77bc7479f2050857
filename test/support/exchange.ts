import { once } from 'node:events';
import { createConnection } from 'node:net';
import { onTestFinished } from 'vitest';

/** Sends raw lines, and returns everything that the server sends until it closes the connection. */
export async function exchange(base: string, lines: readonly string[]): Promise<string> {
  const socket = createConnection(Number(new URL(base).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write(lines.join('\r\n'));
  return Buffer.concat((await socket.toArray()) as Buffer[]).toString();
}
