import { graphql } from './gql/index.ts';

export const MessagesQuery = graphql(`
  query Messages($id: ID!, $after: String) {
    conversation(id: $id) {
      id
      messages(first: 20, after: $after) {
        nodes {
          id
          text
          createdAt
          sender {
            id
          }
          ...MessageBubble
        }
        pageInfo {
          startCursor
          hasNextPage
          endCursor
        }
      }
    }
  }
`);
