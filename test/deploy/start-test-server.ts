import { createServer, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { startServer } from '../../src/server/server.ts';
import { sweptLogger } from '../support/sweep.ts';

/** Starts a gateway in `passthrough` mode behind a relay that counts the connections to it. It ends with the test. */
export async function startTestServer() {
  const emulator = await startEmulator();
  const client = createClient({ baseUrl: emulator.url });
  // Not the sandbox: it answers only to the names of this machine.
  const identity = { mode: 'passthrough' } as const;
  const server = await startServer({ client, identity, port: 0, unsentGraceMs: 0, logger: sweptLogger() });
  const gatewayPort = Number(new URL(server.url).port);
  let count = 0;
  const relay = createServer((socket) => {
    count += 1;
    const gateway = connect(gatewayPort, '127.0.0.1');
    socket.pipe(gateway).pipe(socket);
    for (const end of [socket, gateway]) end.once('error', () => end.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    relay.close();
    await server.close();
    await client.close();
    await emulator.close();
  });
  return { port: (relay.address() as AddressInfo).port, connections: () => count };
}
