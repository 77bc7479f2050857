import type { Identity } from '../../auth/principal.ts';

interface Tab {
  readonly query: string;
  readonly variables?: string;
  /** JSON text. */
  readonly headers?: string;
}

/** The tabs and headers with which GraphiQL opens. */
export interface InitialTabs {
  readonly tabs: readonly Tab[];
  /** Initial headers of every tab, as JSON text. */
  readonly headers?: string;
}

/** In the sandbox: examples that run unchanged. In other modes: one tab that names the required header. */
export function initialTabs(
  mode: Identity['mode'],
  typeName: (name: string) => string = (name) => name,
): InitialTabs {
  if (mode === 'sandbox') {
    // Type names begin with a capital. `typeName` leaves other words unchanged.
    const named = ({ query, ...others }: Tab) => ({
      query: query.replaceAll(/\b[A-Z]\w+/g, typeName),
      ...others,
    });
    return { tabs: SANDBOX_TABS.map(named) };
  }
  const headers = mode === 'service' ? SERVICE_HEADERS : PASSTHROUGH_HEADERS;
  return { tabs: [peopleTab(mode)], headers: JSON.stringify(headers, null, 2) };
}

const SANDBOX_TABS: readonly Tab[] = [
  {
    query: `# The viewer and four users: one REST call.
# An unknown id gives null. Press Ctrl-Enter.
query Customers {
  viewer {
    displayName
  }
  users(
    ids: [
      "ana-ortiz"
      "ben-carter"
      "chloe-dubois"
      "unknown-id"
    ]
  ) {
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
    query: `# A page of a support inbox, in a few calls.
query Inbox {
  inbox(first: 5, statuses: [OPEN, UNRESPONDED]) {
    nodes {
      name
      status
      assignee {
        displayName
      }
      participants {
        role
        user {
          displayName
          connected
        }
      }
      messages(first: 3) {
        nodes {
          text
          createdAt
          sender {
            displayName
          }
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
  },
  {
    query: `# Three conversations. Next page: copy endCursor
# into "after" below, until hasNextPage is false.
query Pages($first: Int!, $after: String) {
  inbox(first: $first, after: $after) {
    nodes {
      id
      name
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
    variables: JSON.stringify({ first: 3, after: null }, null, 2),
  },
  {
    query: `# One key: the gateway sends the message once, and
# every repetition returns the same message id.
mutation SendOnce($input: SendMessageInput!) {
  first: sendMessage(input: $input) {
    message {
      id
    }
  }
  again: sendMessage(input: $input) {
    message {
      id
    }
  }
}
`,
    variables: JSON.stringify(
      {
        input: {
          conversationId: '104250001',
          text: 'The table ships on Monday.',
          idempotencyKey: 'order-4711-shipped',
        },
      },
      null,
      2,
    ),
  },
  {
    query: `# Run it. Then run the tab to the right, and come
# back: its message is here.
subscription Live {
  conversationEvents(conversationId: "104250001") {
    __typename
    ... on MessageAdded {
      message {
        text
        createdAt
        sender {
          displayName
        }
      }
    }
    ... on ConversationChanged {
      changes
      conversation {
        status
      }
    }
    ... on EventsMissed {
      reason
    }
  }
}
`,
  },
  {
    query: `# Sends a message with two buttons.
mutation Reply {
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
    query: `# Sends two cards, and reads them back typed.
mutation Cards {
  sendMessage(
    input: {
      conversationId: "104250001"
      text: "These would go well together."
      actionable: {
        cards: [
          {
            title: "Oak table"
            subtitle: "Oiled, 180 cm"
            titleExt: "4.9/5"
            header: { overlayText: "€ 690" }
            buttons: [
              { name: "Details", action: { link: { url: "https://shop.hearth.example/oak-table" } } }
              { name: "Ask", action: { reply: { message: "Is the table in stock?" } } }
            ]
          }
          { title: "Oak bench", header: { overlayText: "€ 240" } }
        ]
      }
    }
  ) {
    message {
      conversation {
        messages(first: 1) {
          nodes {
            text
            actionable {
              templateId
              ... on CardsTemplate {
                cards {
                  title
                  subtitle
                  header {
                    overlayText
                  }
                  buttons {
                    name
                    action {
                      type
                      url
                      message
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
`,
  },
  {
    query: `# The dashboard calls a closed conversation resolved.
mutation Resolve($input: ChangeConversationStatusInput!) {
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
    query: `# Metadata values are strings: 3 comes back as "3".
mutation Rename {
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
  {
    query: `# Runs as the customer in the headers below.
# She can read her conversation; Ben is FORBIDDEN.
query AsCustomer {
  viewer {
    displayName
    email
  }
  conversation(id: "104250001") {
    name
    assignee {
      displayName
    }
  }
  ben: user(id: "ben-carter") {
    displayName
  }
}
`,
    headers: JSON.stringify({ 'Of-User-Id': 'ana-ortiz' }, null, 2),
  },
];

const PASSTHROUGH_HEADERS = { 'Api-Key': 'YOUR-API-KEY', 'Of-User-Id': 'THE-USER-YOU-ACT-FOR' };

const SERVICE_HEADERS = { Authorization: 'Bearer A-TOKEN' };

function peopleTab(mode: 'passthrough' | 'service'): Tab {
  const what = mode === 'service' ? 'a token (kommunicate-graphql token)' : "the account's Api-Key";
  return {
    query: `# Every request needs ${what}:
# put it into the headers below.
query People {
  users(ids: ["a user id", "another"]) {
    id
    displayName
    connected
  }
}
`,
  };
}
