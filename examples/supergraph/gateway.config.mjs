// For Hive Gateway: hive-gateway supergraph supergraph.graphql
const HANDED_ON = ['authorization', 'of-user-id', 'traceparent', 'x-request-id'];

export const gatewayConfig = {
  propagateHeaders: {
    fromClientToSubgraphs({ request }) {
      const given = HANDED_ON.map((name) => [name, request.headers.get(name)]);
      return Object.fromEntries(given.filter(([, value]) => value !== null));
    },
  },
};
