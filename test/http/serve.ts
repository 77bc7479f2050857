import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { startServer } from '../../src/server/server.ts';
import { sweptLogger } from '../support/sweep.ts';

/** A server with an emulator behind it. Both end with the test. */
export async function serve(options: Partial<Parameters<typeof startServer>[0]> = {}) {
  const emulator = await startEmulator();
  const client = createClient({ baseUrl: emulator.url });
  const server = await startServer({
    client,
    identity: { mode: 'passthrough' },
    port: 0,
    logger: sweptLogger(),
    ...options,
  });
  onTestFinished(async () => {
    await server.close();
    await client.close();
    await emulator.close();
  });
  return { emulator, server };
}

/** Posts a body with exactly these headers, duplicates included. */
export function send(
  base: string,
  headers: readonly string[],
  body: string,
): Promise<{ status: number; text: string; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${base}/graphql`, {
      method: 'POST',
      headers: ['Host', new URL(base).host, 'Content-Type', 'application/json', ...headers] as never,
    });
    request.once('error', reject);
    request.once('response', (response) => {
      const status = response.statusCode ?? 0;
      const { connection } = response.headers;
      response
        .toArray()
        .then((chunks) => resolve({ status, text: Buffer.concat(chunks).toString(), connection }), reject);
    });
    request.end(body);
  });
}

export async function connect(base: string): Promise<Socket> {
  const socket = createConnection(Number(new URL(base).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Resolves when the connection is closed. */
export const ended = (socket: Socket) => (socket.closed ? undefined : once(socket.resume(), 'close'));

/** The status of a GET on a connection of its own, or `refused`. */
export const statusOf = (address: string) =>
  fetch(address, { headers: { connection: 'close' } }).then(
    ({ status }) => status,
    () => 'refused',
  );
