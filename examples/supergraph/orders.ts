import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createYoga } from 'graphql-yoga';

/*
 * Another team's service. It knows who has bought something by the id that they have in the chat, and in which
 * conversation it was talked about, and nothing else of either.
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

/** Sixty orders, of which four in seven are of people who are still there. */
const ORDERS = Array.from({ length: 60 }, (_, n) => ({
  id: `order-${n + 1}`,
  item: ITEMS[n % ITEMS.length],
  customer: { __typename: 'User', id: CUSTOMERS[n % 7] ?? `gone-${n}` },
  conversation: { __typename: 'Conversation', id: String(104_250_001 + (n % 4)) },
}));

/** Answers requests for orders, as a subgraph. */
export const orders = createYoga({
  schema: buildSubgraphSchema({
    typeDefs: parse(ORDERS_SDL),
    resolvers: { Query: { orders: () => ORDERS } },
  }),
  logging: false,
});
