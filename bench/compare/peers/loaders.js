import DataLoader from 'dataloader';
import { createRest } from './rest.js';
import { DateTime } from './schema.js';

/** The context of one request, with its loaders. */
export function createContext(post, apiKey) {
  const rest = createRest(post, apiKey);
  return {
    rest,
    users: new DataLoader(rest.users),
    conversations: new DataLoader(rest.conversations),
  };
}

/** Resolvers that use those loaders, for the peers without loaders of their own. */
export const resolvers = {
  DateTime,
  Query: {
    user: (_root, { id }, { users }) => users.load(id),
    users: (_root, { ids }, { users }) => users.loadMany(ids),
    conversation: (_root, { id }, { conversations }) => conversations.load(id),
    conversations: (_root, { ids }, { conversations }) => conversations.loadMany(ids),
  },
  Mutation: {
    sendMessage: (_root, { input }, { rest }) => rest.sendMessage(input),
  },
  Conversation: {
    assignee: ({ assigneeId }, _args, { users }) => assigneeId && users.load(assigneeId),
  },
  Participant: {
    user: ({ userId }, _args, { users }) => users.load(userId),
  },
};
