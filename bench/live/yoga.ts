/*
 * Subscriptions of graphql-yoga as its documentation shows them, with `createPubSub`. An event has all its data, so a
 * delivery costs no call. Prints its URL to standard error.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPubSub, createSchema, createYoga } from 'graphql-yoga';

interface Message {
  readonly id: string;
  readonly text: string;
  readonly sender: { readonly displayName: string };
}

const pubSub = createPubSub<{ message: [conversationId: string, message: Message] }>();
let count = 0;

const yoga = createYoga({
  logging: false,
  schema: createSchema({
    typeDefs: /* GraphQL */ `
      type Query {
        user(id: ID!): User
      }
      type Mutation {
        sendMessage(input: SendMessageInput!): SendMessagePayload!
      }
      type Subscription {
        conversationEvents(conversationId: ID!): ConversationEvent
      }
      interface ConversationEvent {
        conversation: Conversation
      }
      type MessageAdded implements ConversationEvent {
        conversation: Conversation
        message: Message!
      }
      type Conversation {
        id: ID!
        status: String!
      }
      type Message {
        id: ID!
        text: String
        sender: User
      }
      type User {
        displayName: String
      }
      input SendMessageInput {
        conversationId: ID!
        senderId: ID!
        text: String!
      }
      type SendMessagePayload {
        message: Message!
      }
    `,
    resolvers: {
      Query: { user: (_: unknown, { id }: { id: string }) => ({ displayName: id }) },
      Mutation: {
        sendMessage(_: unknown, { input }: { input: { conversationId: string; text: string } }) {
          count += 1;
          const message = {
            id: `message-${count}`,
            text: input.text,
            sender: { displayName: 'Ana Ortiz' },
          };
          pubSub.publish('message', input.conversationId, message);
          return { message };
        },
      },
      Subscription: {
        conversationEvents: {
          subscribe: (_: unknown, { conversationId }: { conversationId: string }) =>
            pubSub.subscribe('message', conversationId),
          resolve: (message: Message) => ({
            __typename: 'MessageAdded',
            conversation: { id: '104250001', status: 'OPEN' },
            message,
          }),
        },
      },
    },
  }),
});

const server = createServer((request, response) => void yoga(request, response));
server.listen(0, '127.0.0.1', 8192, () =>
  console.error(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
