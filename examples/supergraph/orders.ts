import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createYoga } from 'graphql-yoga';

/*
 * Another team's service. Of a customer and of a conversation it knows only the id that the chat has for it.
 */

export const ORDERS_SDL = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])

type Query {
  orders: [Order!]!
}

type Order @key(fields: "id") {
  id: ID!
  item: String!
  customer: User
  conversation: Conversation
}

type User @key(fields: "id", resolvable: false) {
  id: ID!
}

type Conversation @key(fields: "id", resolvable: false) {
  id: ID!
}
`;

const ITEMS = ['Oak table', 'Oak bench', 'Linen sofa', 'Reading lamp'];
const CUSTOMERS = ['ana-ortiz', 'ben-carter', 'chloe-dubois', 'daniel-osei'];

/** Sixty orders. Four in seven have a customer that the chat still knows. */
const ORDERS = Array.from({ length: 60 }, (_, n) => ({
  id: `order-${n + 1}`,
  item: ITEMS[n % ITEMS.length],
  customer: { __typename: 'User', id: CUSTOMERS[n % 7] ?? `gone-${n}` },
  conversation: { __typename: 'Conversation', id: String(104_250_001 + (n % 4)) },
}));

/** Serves the orders as a subgraph. */
export const orders = createYoga({
  schema: buildSubgraphSchema({
    typeDefs: parse(ORDERS_SDL),
    resolvers: { Query: { orders: () => ORDERS } },
  }),
  logging: false,
});
