import { once } from 'node:events';
import { createServer, preview } from 'vite';
// Elsewhere: from 'kommunicate-graphql' and 'kommunicate-graphql/emulator'.
import { DEMO_AGENT_ID, startEmulator } from '../../src/emulator/index.ts';
import { createClient, startServer } from '../../src/index.ts';

/*
 * The page, and behind its `/graphql` a gateway with the sandbox. One origin for both, so that nobody needs
 * CORS: in production a reverse proxy does what Vite's does here.
 *
 *     node serve.ts [--dev] [--port 5173]
 */

const { argv } = process;
const portAt = argv.indexOf('--port') + 1;
const port = portAt > 0 ? Number(argv[portAt]) : 5173;

const emulator = await startEmulator({ shape: 'live' });
const client = createClient({ baseUrl: emulator.url });
const gateway = await startServer({
  client,
  identity: { mode: 'sandbox', apiKey: emulator.apiKey, userId: DEMO_AGENT_ID },
  port: 0,
});

const root = import.meta.dirname;
const listen = {
  host: '127.0.0.1',
  port,
  strictPort: true,
  proxy: { '/graphql': { target: gateway.url, changeOrigin: true } },
};
const page = await (
  argv.includes('--dev')
    ? createServer({ root, server: listen }).then((server) => server.listen())
    : preview({ root, preview: listen })
).catch((error: Error) => {
  console.error(`${error.message} (--port chooses another)`);
  process.exit(1);
});

console.log(`The inbox: ${page.resolvedUrls?.local[0]}`);
console.log(`GraphiQL:  ${page.resolvedUrls?.local[0]}graphql`);

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await page.close();
await gateway.close();
await client.close();
await emulator.close();
