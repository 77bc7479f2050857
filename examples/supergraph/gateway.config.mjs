// For Hive Gateway: hive-gateway supergraph supergraph.graphql
const FORWARDED_HEADERS = ['authorization', 'of-user-id', 'traceparent', 'x-request-id'];

export const gatewayConfig = {
  propagateHeaders: {
    fromClientToSubgraphs({ request }) {
      const given = FORWARDED_HEADERS.map((name) => [name, request.headers.get(name)]);
      return Object.fromEntries(given.filter(([, value]) => value !== null));
    },
  },
};
