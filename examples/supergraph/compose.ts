import { writeFileSync } from 'node:fs';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { ORDERS_SDL } from './orders.ts';
// Elsewhere: what `kommunicate-graphql sdl` prints.
import { subgraphSdl } from '../../src/schema/sdl.ts';

/*
 * Makes supergraph.graphql out of what the services say of themselves: `npm run compose`, after one of them has changed.
 */

const { supergraphSdl, errors = [] } = composeServices([
  { name: 'kommunicate', url: 'http://localhost:4001/graphql', typeDefs: parse(subgraphSdl('')) },
  { name: 'orders', url: 'http://localhost:4002/graphql', typeDefs: parse(ORDERS_SDL) },
]);
for (const { message } of errors) console.error(message);
if (!supergraphSdl) process.exit(1);
const target = process.argv[2] ?? new URL('supergraph.graphql', import.meta.url);
writeFileSync(target, `${supergraphSdl.trim()}\n`);
