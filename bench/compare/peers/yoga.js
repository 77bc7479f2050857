/* graphql-yoga as its documentation shows it, with a DataLoader. Argument: the URL of the REST API. */
import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { createContext, resolvers } from './loaders.js';
import { createFetchPost } from './rest.js';
import { typeDefs } from './schema.js';

const [, , restUrl] = process.argv;
const post = createFetchPost(restUrl);

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context: ({ request }) => createContext(post, request.headers.get('api-key')),
});
const server = createServer((request, response) => void yoga(request, response));
server.listen(0, '127.0.0.1', () => console.error(`http://127.0.0.1:${server.address().port}`));
