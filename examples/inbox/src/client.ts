import { cacheExchange, Client, fetchExchange } from 'urql';
import { callerHeaders } from './caller.ts';
import { momentsExchange } from './moments.ts';

/** Creates the client of a page. Its cache requests lists again after a mutation that returns one of their types. */
export function createPageClient(): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    fetchOptions: () => ({ headers: callerHeaders() }),
    exchanges: [cacheExchange, momentsExchange, fetchExchange],
    requestPolicy: 'cache-and-network',
  });
}
