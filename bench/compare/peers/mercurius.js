/*
 * Fastify with mercurius, compiled queries, its own loaders and its own federation plugin, as its documentation shows it.
 * Argument: the URL of the REST API.
 */
import { mercuriusFederationPlugin } from '@mercuriusjs/federation';
import fastify from 'fastify';
import { createRest, createUndiciPost } from './rest.js';
import { DateTime, entities, typeDefs } from './schema.js';

const [, , restUrl] = process.argv;
const post = createUndiciPost(restUrl);

/** A loader of users. Mercurius keys are objects with arguments, so several keys may mean the same user. */
const usersBy =
  (idOf) =>
  async (queries, { rest }) => {
    const ids = queries.map(idOf);
    const unique = [...new Set(ids)];
    const users = await rest.users(unique);
    const byId = new Map(unique.map((id, index) => [id, users[index]]));
    return ids.map((id) => byId.get(id));
  };

const app = fastify();
await app.register(mercuriusFederationPlugin, {
  schema: `${typeDefs}\n${entities}`,
  jit: 1,
  context: ({ headers }) => ({ rest: createRest(post, headers['api-key']) }),
  resolvers: {
    DateTime,
    Query: {
      users: (_root, { ids }, { rest }) => rest.users(ids),
      conversations: (_root, { ids }, { rest }) => rest.conversations(ids),
    },
    Mutation: {
      sendMessage: (_root, { input }, { rest }) => rest.sendMessage(input),
    },
  },
  loaders: {
    Query: {
      user: usersBy(({ params }) => params.id),
      conversation: (queries, { rest }) => rest.conversations(queries.map(({ params }) => params.id)),
    },
    User: {
      __resolveReference: usersBy(({ obj }) => obj.id),
    },
    Conversation: {
      assignee: usersBy(({ obj }) => obj.assigneeId),
    },
    Participant: {
      user: usersBy(({ obj }) => obj.userId),
    },
  },
});
console.error(await app.listen({ host: '127.0.0.1', port: 0 }));
