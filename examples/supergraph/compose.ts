import { execSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { ORDERS_SDL } from './orders.ts';

/*
 * Composes supergraph.graphql from the SDL of the services. Run `npm run compose` after one of them has changed.
 */

const chatSdl = execSync('npx --no kommunicate-graphql sdl', { cwd: import.meta.dirname, encoding: 'utf8' });
const { supergraphSdl, errors = [] } = composeServices([
  { name: 'kommunicate', url: 'http://localhost:4001/graphql', typeDefs: parse(chatSdl) },
  { name: 'orders', url: 'http://localhost:4002/graphql', typeDefs: parse(ORDERS_SDL) },
]);
for (const { message } of errors) console.error(message);
if (!supergraphSdl) process.exit(1);
const target = process.argv[2] ?? new URL('supergraph.graphql', import.meta.url);
writeFileSync(target, `${supergraphSdl.trim()}\n`);
