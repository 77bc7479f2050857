/*
 * Apollo Server as a standalone subgraph, as its documentation shows it, with a DataLoader. Argument: the URL of the REST
 * API.
 */
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createContext, resolvers } from './loaders.js';
import { createFetchPost } from './rest.js';
import { entities, typeDefs } from './schema.js';

const [, , restUrl] = process.argv;
const post = createFetchPost(restUrl);

const server = new ApolloServer({
  schema: buildSubgraphSchema([
    {
      typeDefs: parse(`${typeDefs}\n${entities}`),
      resolvers: {
        ...resolvers,
        User: { __resolveReference: ({ id }, { users }) => users.load(id) },
      },
    },
  ]),
});
const { url } = await startStandaloneServer(server, {
  context: async ({ req }) => createContext(post, req.headers['api-key']),
  listen: { host: '127.0.0.1', port: 0 },
});
console.error(url);
