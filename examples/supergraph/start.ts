import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getStitchedSchemaFromSupergraphSdl } from '@graphql-tools/federation';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { createYoga } from 'graphql-yoga';
import { orders } from './orders.ts';
// Elsewhere: from 'kommunicate-graphql' and 'kommunicate-graphql/emulator'.
import { AGENT_IDS, DEMO_AGENT_ID, startEmulator } from '../../src/emulator/index.ts';
import { createClient, startServer } from '../../src/index.ts';

/*
 * Everything that a supergraph is made of, in one process: the orders, the chat with its sandbox, and in front of both a
 * gateway that reads supergraph.graphql, as Hive Gateway or Apollo Router would.
 *
 *     node start.ts [--any-port]
 */

/** Calls of the REST API that have been told of. */
let told = 0;

const anyPort = process.argv.includes('--any-port');

const emulator = await startEmulator({ shape: 'live' });
const client = createClient({ baseUrl: emulator.url });
const chat = await startServer({
  client,
  identity: { mode: 'sandbox', apiKey: emulator.apiKey, userId: DEMO_AGENT_ID, agentIds: AGENT_IDS },
  port: anyPort ? 0 : 4001,
}).catch(giveUp);
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
  plugins: [{ onResultProcess: tellCalls }],
});
const gateway = await listen((request, response) => void yoga(request, response), 4000);

console.log(`
  The supergraph, and GraphiQL in a browser   ${gateway.url}/graphql
  The chat (this repository)                  ${chat.url}/graphql
  The orders (another team's)                 ${ordersServer.url}/graphql

  Paste this: sixty orders, with whoever has bought something and what was said about it

${query.replaceAll(/^/gm, '    ')}
`);

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
for (const { close } of [gateway, ordersServer]) close();
await chat.close();
await client.close();
await emulator.close();

/** Says on standard output what the answer has cost the REST API. */
function tellCalls(): void {
  const calls = emulator.calls.slice(told).map(({ method, path }) => `${method} ${path}`);
  told += calls.length;
  if (calls.length > 0) console.log(`  ${calls.length} REST call(s): ${calls.join(', ')}`);
}

async function listen(handler: RequestListener, port: number) {
  const server = createServer(handler).listen(anyPort ? 0 : port, '127.0.0.1');
  await once(server, 'listening').catch(giveUp);
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function giveUp(error: Error): never {
  console.error(`${error.message} (--any-port takes free ones)`);
  process.exit(1);
}
