import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../support/command.ts';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';

/** A collector that accepts connections and never responds. */
async function startHanging(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const query = async (url: string) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ viewer { id } }"}',
  });
  return response.json();
};
const VIEWER = { data: { viewer: { id: expect.any(String) as string } } };

describe('the command with traces', () => {
  it('sends its last spans before it exits', async () => {
    const receiver = await startOtlpReceiver();
    onTestFinished(() => receiver.close());
    const command = run(['--port', '0'], {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=chat',
    });
    const url = await command.find(/"url":"([^"]+)"/);
    expect(await query(url)).toMatchObject(VIEWER);
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(0);
    expect(receiver.spans.map(({ name }) => name)).toContain('POST /graphql');
    expect(receiver.resources[0]).toMatchObject({ 'service.name': 'chat' });
  });

  it.each([
    ['hangs', startHanging],
    ['is gone', async () => 'http://127.0.0.1:1'],
  ])('responds and exits in time if its collector %s', async (_case, start) => {
    const command = run(['--port', '0'], {
      OTEL_EXPORTER_OTLP_ENDPOINT: await start(),
      OTEL_BSP_SCHEDULE_DELAY: '10',
      OTEL_BSP_MAX_QUEUE_SIZE: '10',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10',
    });
    const url = await command.find(/"url":"([^"]+)"/);
    for (let count = 0; count < 20; count += 1) expect(await query(url)).toMatchObject(VIEWER);
    command.process.kill('SIGTERM');
    // The command waits two seconds for the last spans. With a collector that hangs, the exporter alone waits ten.
    expect(await command.exit).toBe(0);
  });

  it('sends nothing with OTEL_SDK_DISABLED=true', async () => {
    const receiver = await startOtlpReceiver();
    onTestFinished(() => receiver.close());
    const command = run(['--port', '0'], {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SDK_DISABLED: 'true',
    });
    const url = await command.find(/"url":"([^"]+)"/);
    expect(await query(url)).toMatchObject(VIEWER);
    command.process.kill('SIGTERM');
    expect(await command.exit).toBe(0);
    expect(receiver.spans).toEqual([]);
  });
});
