import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createClient, startServer } from 'kommunicate-graphql';
import { AGENT_IDS, DEMO_AGENT_ID, startEmulator } from 'kommunicate-graphql/emulator';
import { createServer, preview } from 'vite';

/*
 * Serves the page, and a gateway with the sandbox at its `/graphql`. Both have one origin, so the page needs no CORS.
 * In production a reverse proxy does what Vite's proxy does here.
 *
 *     node serve.ts [--dev] [--port 5173]
 */

const { dev, port } = readArguments();

const emulator = await startEmulator({ shape: 'live', ownPictures: true });
const webhookToken = randomBytes(24).toString('base64url');
const client = createClient({ baseUrl: emulator.url });
const gateway = await startServer({
  client,
  identity: { mode: 'sandbox', apiKey: emulator.apiKey, userId: DEMO_AGENT_ID, agentIds: AGENT_IDS },
  webhookToken,
  port: 0,
});
emulator.sendWebhooksTo({ url: `${gateway.url}/webhooks/kommunicate`, token: webhookToken });

const root = import.meta.dirname;
const listen = {
  host: '127.0.0.1',
  port,
  strictPort: true,
  proxy: { '/graphql': { target: gateway.url, changeOrigin: true } },
};
const page = await (
  dev
    ? createServer({ root, server: listen }).then((server) => server.listen())
    : preview({ root, preview: listen })
).catch((error: Error) => {
  console.error(`${error.message} (--port chooses another)`);
  process.exit(1);
});

const url = page.resolvedUrls?.local[0];
console.log(`The inbox: ${url}`);
console.log(`The side of the customer Ana Ortiz: ${url}widget.html`);
console.log(`GraphiQL:  ${url}graphql`);
console.log(`REST API:  ${emulator.url} (emulated). To let a customer write:`);
console.log(
  `  curl -s ${emulator.url}/__emulator/messages -d '{"groupId": "104250001", "fromUserName": "ana-ortiz", "message": "Is it on its way?"}'`,
);
console.log('To lose the response to the next message:');
console.log(
  `  curl -s ${emulator.url}/__emulator/faults -d '{"endpoint": "messageSend", "kind": "reset", "applied": true}'`,
);

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await page.close();
await gateway.close();
await client.close();
await emulator.close();

function readArguments(): { readonly dev: boolean; readonly port: number } {
  try {
    const { values } = parseArgs({
      options: { dev: { type: 'boolean', default: false }, port: { type: 'string', default: '5173' } },
    });
    if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
      throw new Error('--port: must be a whole number from 0 to 65535.');
    }
    return { dev: values.dev, port: Number(values.port) };
  } catch (error) {
    console.error((error as Error).message);
    process.exit(78);
  }
}
