import type { Identity } from '../principal.ts';

interface Tab {
  readonly query: string;
  readonly variables?: string;
  readonly headers?: string;
}

/** What GraphiQL opens with: in the sandbox tabs that run as they are, elsewhere one that says what is needed. */
export function tabsFor(mode: Identity['mode']): readonly Tab[] {
  return mode === 'sandbox' ? SANDBOX_TABS : PASSTHROUGH_TABS;
}

const SANDBOX_TABS: readonly Tab[] = [
  {
    query: `# Four people, one REST call. Press Ctrl-Enter.
query Team {
  viewer {
    displayName
  }
  users(ids: ["ana-ortiz", "ben-carter", "chloe-dubois", "nobody"]) {
    id
    displayName
    connected
    lastSeenAt
    unreadCount
  }
}
`,
  },
  {
    query: `mutation Reply {
  sendMessage(
    input: {
      conversationId: "104250001"
      text: "Would you like to hear more?"
      actionable: {
        quickReplies: [
          { title: "Yes", message: "Tell me more." }
          { title: "No" }
        ]
      }
    }
  ) {
    message {
      id
      createdAt
      sender {
        displayName
      }
    }
  }
}
`,
  },
  {
    query: `mutation Resolve($input: ChangeConversationStatusInput!) {
  changeConversationStatus(input: $input) {
    conversation {
      id
      status
    }
  }
}
`,
    variables: JSON.stringify({ input: { conversationId: '104250001', status: 'CLOSED' } }, null, 2),
  },
  {
    query: `mutation Rename {
  updateUser(
    input: {
      userId: "ana-ortiz"
      displayName: "Ana O."
      metadata: { plan: "gold", seats: 3 }
    }
  ) {
    user {
      displayName
      metadata
    }
  }
}
`,
  },
];

const PASSTHROUGH_TABS: readonly Tab[] = [
  {
    query: `# Every request needs the account's Api-Key: put it into the headers below.
query People($ids: [ID!]!) {
  users(ids: $ids) {
    id
    displayName
    connected
  }
}
`,
    variables: JSON.stringify({ ids: ['a user id'] }, null, 2),
    headers: JSON.stringify({ 'Api-Key': 'your Api-Key', 'Of-User-Id': 'the user you act for' }, null, 2),
  },
];
