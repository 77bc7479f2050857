import { graphql } from './gql/index.ts';

export const MessagesQuery = graphql(`
  query Messages($id: ID!, $after: String) {
    conversation(id: $id) {
      id
      messages(first: 20, after: $after) {
        nodes {
          id
          text
          sender {
            id
          }
          ...MessageBubble
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);
