import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getStitchedSchemaFromSupergraphSdl } from '@graphql-tools/federation';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { createYoga } from 'graphql-yoga';
import { createClient, startServer } from 'kommunicate-graphql';
import { AGENT_IDS, DEMO_AGENT_ID, startEmulator } from 'kommunicate-graphql/emulator';
import { orders } from './orders.ts';

/*
 * Runs a whole supergraph in one process: the orders, the chat with its sandbox, and a gateway in front of both.
 * The gateway reads supergraph.graphql, as Hive Gateway or Apollo Router would.
 *
 *     node start.ts [--any-port]
 */

/** How many REST calls have been printed. */
let printedCalls = 0;

const anyPort = process.argv.includes('--any-port');

const emulator = await startEmulator({ shape: 'live' });
const client = createClient({ baseUrl: emulator.url });
const chat = await startServer({
  client,
  identity: { mode: 'sandbox', apiKey: emulator.apiKey, userId: DEMO_AGENT_ID, agentIds: AGENT_IDS },
  port: anyPort ? 0 : 4001,
}).catch(exitWithError);
const ordersServer = await listen((request, response) => void orders(request, response), 4002);

const supergraphSdl = readFileSync(new URL('supergraph.graphql', import.meta.url), 'utf8')
  .replace('http://localhost:4001', chat.url)
  .replace('http://localhost:4002', ordersServer.url);
const query = `{
  orders {
    id
    item
    customer { displayName email }
    conversation { name status assignee { displayName } }
  }
}`;
const yoga = createYoga({
  schema: getStitchedSchemaFromSupergraphSdl({ supergraphSdl, batch: true }),
  renderGraphiQL: (options) => renderGraphiQL({ ...options, title: 'Supergraph', defaultQuery: query }),
  logging: false,
  plugins: [{ onResultProcess: printCalls }],
});
const gateway = await listen((request, response) => void yoga(request, response), 4000);

console.log(`
  The supergraph, and GraphiQL in a browser   ${gateway.url}/graphql
  The chat (this repository)                  ${chat.url}/graphql
  The orders (another team's)                 ${ordersServer.url}/graphql

  Paste this: sixty orders, with their customers and the conversations about them

${query.replaceAll(/^/gm, '    ')}
`);

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
for (const { close } of [gateway, ordersServer]) close();
await chat.close();
await client.close();
await emulator.close();

/** Prints the REST calls that the last response took. */
function printCalls(): void {
  const calls = emulator.calls.slice(printedCalls).map(({ method, path }) => `${method} ${path}`);
  printedCalls += calls.length;
  if (calls.length > 0) console.log(`  ${calls.length} REST call(s): ${calls.join(', ')}`);
}

async function listen(handler: RequestListener, port: number) {
  const server = createServer(handler).listen(anyPort ? 0 : port, '127.0.0.1');
  await once(server, 'listening').catch(exitWithError);
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function exitWithError(error: Error): never {
  console.error(`${error.message} (--any-port takes free ones)`);
  process.exit(1);
}
