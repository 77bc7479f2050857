/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment ActionButton on Action {\n    type\n    url\n    message\n    formAction\n  }\n": typeof types.ActionButtonFragmentDoc,
    "\n  fragment Actionable on ActionableMessage {\n    __typename\n    templateId\n    ... on QuickRepliesTemplate {\n      quickReplies {\n        title\n        action {\n          ...ActionButton\n        }\n      }\n    }\n    ... on ButtonsTemplate {\n      buttons {\n        ...Button\n      }\n    }\n    ... on MixedButtonsTemplate {\n      buttons {\n        ...Button\n      }\n    }\n    ... on ListTemplate {\n      headerImgSrc\n      headerText\n      elements {\n        title\n        description\n        imgSrc\n        action {\n          ...ActionButton\n        }\n      }\n      buttons {\n        ...Button\n      }\n    }\n    ... on FaqTemplate {\n      title\n      description\n      buttonLabel\n      buttons {\n        ...Button\n      }\n    }\n    ... on ImagesTemplate {\n      images {\n        url\n        caption\n      }\n    }\n    ... on CardsTemplate {\n      cards {\n        title\n        subtitle\n        titleExt\n        description\n        url\n        header {\n          overlayText\n          imgSrc\n        }\n        buttons {\n          ...Button\n        }\n      }\n    }\n    ... on FormTemplate {\n      ...FormFields\n    }\n    ... on VideosTemplate {\n      videos {\n        url\n        caption\n        source\n      }\n    }\n  }\n": typeof types.ActionableFragmentDoc,
    "\n  fragment Button on Button {\n    name\n    action {\n      ...ActionButton\n    }\n  }\n": typeof types.ButtonFragmentDoc,
    "\n  query Viewer {\n    viewer {\n      id\n      displayName\n      ...Avatar\n    }\n  }\n": typeof types.ViewerDocument,
    "\n  fragment AssignMenu on Conversation {\n    id\n    assignee {\n      id\n    }\n  }\n": typeof types.AssignMenuFragmentDoc,
    "\n  query Team($ids: [ID!]!) {\n    users(ids: $ids) {\n      id\n      displayName\n    }\n  }\n": typeof types.TeamDocument,
    "\n  mutation Assign($input: AssignConversationInput!) {\n    assignConversation(input: $input) {\n      conversation {\n        id\n        ...ConversationHeader\n      }\n    }\n  }\n": typeof types.AssignDocument,
    "\n  fragment Avatar on User {\n    id\n    displayName\n    imageLink\n    connected\n  }\n": typeof types.AvatarFragmentDoc,
    "\n  fragment ConversationRow on Conversation {\n    id\n    name\n    unreadCount\n    participants {\n      role\n      user {\n        id\n        displayName\n        ...Avatar\n      }\n    }\n    latestMessage {\n      text\n      createdAt\n      attachment {\n        name\n      }\n    }\n    ...StatusPill\n  }\n": typeof types.ConversationRowFragmentDoc,
    "\n  fragment ConversationHeader on Conversation {\n    name\n    unreadCount\n    ...StatusPill\n    ...AssignMenu\n    ...StatusMenu\n    ...Participants\n  }\n": typeof types.ConversationHeaderFragmentDoc,
    "\n  query Conversation($id: ID!) {\n    conversation(id: $id) {\n      id\n      ...ConversationHeader\n    }\n  }\n": typeof types.ConversationDocument,
    "\n  fragment FormFields on FormTemplate {\n    fields {\n      type\n      label\n      title\n      name\n      placeholder\n      rows\n      options {\n        label\n        value\n        selected\n        disabled\n      }\n      action {\n        ...ActionButton\n      }\n    }\n  }\n": typeof types.FormFieldsFragmentDoc,
    "\n  query Inbox($after: String, $statuses: [ConversationStatus!], $assigneeId: ID, $search: String) {\n    inbox(first: 20, after: $after, statuses: $statuses, assigneeId: $assigneeId, search: $search) {\n      nodes {\n        id\n        ...ConversationRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.InboxDocument,
    "\n  fragment MessageBubble on Message {\n    text\n    createdAt\n    sender {\n      id\n      displayName\n      ...Avatar\n    }\n    attachment {\n      url\n      name\n      size\n    }\n    actionable {\n      ...Actionable\n    }\n  }\n": typeof types.MessageBubbleFragmentDoc,
    "\n  mutation Create($input: CreateConversationInput!) {\n    createConversation(input: $input) {\n      conversation {\n        id\n      }\n    }\n  }\n": typeof types.CreateDocument,
    "\n  fragment Participants on Conversation {\n    createdAt\n    assignee {\n      id\n      displayName\n      ...Avatar\n    }\n    participants {\n      role\n      unreadCount\n      user {\n        id\n        displayName\n        connected\n        lastSeenAt\n        email\n        ...Avatar\n      }\n    }\n  }\n": typeof types.ParticipantsFragmentDoc,
    "\n  fragment StatusMenu on Conversation {\n    id\n    status\n  }\n": typeof types.StatusMenuFragmentDoc,
    "\n  mutation ChangeStatus($input: ChangeConversationStatusInput!) {\n    changeConversationStatus(input: $input) {\n      conversation {\n        id\n        status\n      }\n    }\n  }\n": typeof types.ChangeStatusDocument,
    "\n  fragment StatusPill on Conversation {\n    status\n  }\n": typeof types.StatusPillFragmentDoc,
    "\n  query OwnConversations {\n    viewer {\n      id\n      conversations(first: 50) {\n        nodes {\n          id\n          name\n          unreadCount\n          ...WidgetRow\n        }\n      }\n    }\n  }\n": typeof types.OwnConversationsDocument,
    "\n  fragment WidgetRow on Conversation {\n    id\n    name\n    unreadCount\n    latestMessage {\n      text\n      createdAt\n      attachment {\n        name\n      }\n    }\n  }\n": typeof types.WidgetRowFragmentDoc,
    "\n  subscription ConversationEvents($id: ID!, $after: String, $isAgent: Boolean!) {\n    conversationEvents(conversationId: $id, after: $after) {\n      __typename\n      cursor\n      previousCursor\n      ... on MessageAdded {\n        message {\n          id\n          text\n          createdAt\n          sender {\n            id\n          }\n          ...MessageBubble\n        }\n      }\n      ... on ConversationChanged {\n        conversation @include(if: $isAgent) {\n          ...ConversationHeader\n        }\n      }\n    }\n  }\n": typeof types.ConversationEventsDocument,
    "\n  subscription InboxEvents {\n    inboxEvents {\n      __typename\n      conversation {\n        id\n        status\n        assignee {\n          id\n        }\n        ...ConversationRow\n      }\n      ... on ConversationChanged {\n        changes\n      }\n    }\n  }\n": typeof types.InboxEventsDocument,
    "\n  mutation MarkRead($input: MarkConversationReadInput!) {\n    markConversationRead(input: $input) {\n      conversation {\n        id\n        unreadCount\n      }\n    }\n  }\n": typeof types.MarkReadDocument,
    "\n  query Messages($id: ID!, $after: String) {\n    conversation(id: $id) {\n      id\n      messages(first: 20, after: $after) {\n        nodes {\n          id\n          text\n          createdAt\n          sender {\n            id\n          }\n          ...MessageBubble\n        }\n        pageInfo {\n          startCursor\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.MessagesDocument,
    "\n  mutation Send($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      message {\n        id\n        conversation {\n          id\n        }\n      }\n    }\n  }\n": typeof types.SendDocument,
};
const documents: Documents = {
    "\n  fragment ActionButton on Action {\n    type\n    url\n    message\n    formAction\n  }\n": types.ActionButtonFragmentDoc,
    "\n  fragment Actionable on ActionableMessage {\n    __typename\n    templateId\n    ... on QuickRepliesTemplate {\n      quickReplies {\n        title\n        action {\n          ...ActionButton\n        }\n      }\n    }\n    ... on ButtonsTemplate {\n      buttons {\n        ...Button\n      }\n    }\n    ... on MixedButtonsTemplate {\n      buttons {\n        ...Button\n      }\n    }\n    ... on ListTemplate {\n      headerImgSrc\n      headerText\n      elements {\n        title\n        description\n        imgSrc\n        action {\n          ...ActionButton\n        }\n      }\n      buttons {\n        ...Button\n      }\n    }\n    ... on FaqTemplate {\n      title\n      description\n      buttonLabel\n      buttons {\n        ...Button\n      }\n    }\n    ... on ImagesTemplate {\n      images {\n        url\n        caption\n      }\n    }\n    ... on CardsTemplate {\n      cards {\n        title\n        subtitle\n        titleExt\n        description\n        url\n        header {\n          overlayText\n          imgSrc\n        }\n        buttons {\n          ...Button\n        }\n      }\n    }\n    ... on FormTemplate {\n      ...FormFields\n    }\n    ... on VideosTemplate {\n      videos {\n        url\n        caption\n        source\n      }\n    }\n  }\n": types.ActionableFragmentDoc,
    "\n  fragment Button on Button {\n    name\n    action {\n      ...ActionButton\n    }\n  }\n": types.ButtonFragmentDoc,
    "\n  query Viewer {\n    viewer {\n      id\n      displayName\n      ...Avatar\n    }\n  }\n": types.ViewerDocument,
    "\n  fragment AssignMenu on Conversation {\n    id\n    assignee {\n      id\n    }\n  }\n": types.AssignMenuFragmentDoc,
    "\n  query Team($ids: [ID!]!) {\n    users(ids: $ids) {\n      id\n      displayName\n    }\n  }\n": types.TeamDocument,
    "\n  mutation Assign($input: AssignConversationInput!) {\n    assignConversation(input: $input) {\n      conversation {\n        id\n        ...ConversationHeader\n      }\n    }\n  }\n": types.AssignDocument,
    "\n  fragment Avatar on User {\n    id\n    displayName\n    imageLink\n    connected\n  }\n": types.AvatarFragmentDoc,
    "\n  fragment ConversationRow on Conversation {\n    id\n    name\n    unreadCount\n    participants {\n      role\n      user {\n        id\n        displayName\n        ...Avatar\n      }\n    }\n    latestMessage {\n      text\n      createdAt\n      attachment {\n        name\n      }\n    }\n    ...StatusPill\n  }\n": types.ConversationRowFragmentDoc,
    "\n  fragment ConversationHeader on Conversation {\n    name\n    unreadCount\n    ...StatusPill\n    ...AssignMenu\n    ...StatusMenu\n    ...Participants\n  }\n": types.ConversationHeaderFragmentDoc,
    "\n  query Conversation($id: ID!) {\n    conversation(id: $id) {\n      id\n      ...ConversationHeader\n    }\n  }\n": types.ConversationDocument,
    "\n  fragment FormFields on FormTemplate {\n    fields {\n      type\n      label\n      title\n      name\n      placeholder\n      rows\n      options {\n        label\n        value\n        selected\n        disabled\n      }\n      action {\n        ...ActionButton\n      }\n    }\n  }\n": types.FormFieldsFragmentDoc,
    "\n  query Inbox($after: String, $statuses: [ConversationStatus!], $assigneeId: ID, $search: String) {\n    inbox(first: 20, after: $after, statuses: $statuses, assigneeId: $assigneeId, search: $search) {\n      nodes {\n        id\n        ...ConversationRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.InboxDocument,
    "\n  fragment MessageBubble on Message {\n    text\n    createdAt\n    sender {\n      id\n      displayName\n      ...Avatar\n    }\n    attachment {\n      url\n      name\n      size\n    }\n    actionable {\n      ...Actionable\n    }\n  }\n": types.MessageBubbleFragmentDoc,
    "\n  mutation Create($input: CreateConversationInput!) {\n    createConversation(input: $input) {\n      conversation {\n        id\n      }\n    }\n  }\n": types.CreateDocument,
    "\n  fragment Participants on Conversation {\n    createdAt\n    assignee {\n      id\n      displayName\n      ...Avatar\n    }\n    participants {\n      role\n      unreadCount\n      user {\n        id\n        displayName\n        connected\n        lastSeenAt\n        email\n        ...Avatar\n      }\n    }\n  }\n": types.ParticipantsFragmentDoc,
    "\n  fragment StatusMenu on Conversation {\n    id\n    status\n  }\n": types.StatusMenuFragmentDoc,
    "\n  mutation ChangeStatus($input: ChangeConversationStatusInput!) {\n    changeConversationStatus(input: $input) {\n      conversation {\n        id\n        status\n      }\n    }\n  }\n": types.ChangeStatusDocument,
    "\n  fragment StatusPill on Conversation {\n    status\n  }\n": types.StatusPillFragmentDoc,
    "\n  query OwnConversations {\n    viewer {\n      id\n      conversations(first: 50) {\n        nodes {\n          id\n          name\n          unreadCount\n          ...WidgetRow\n        }\n      }\n    }\n  }\n": types.OwnConversationsDocument,
    "\n  fragment WidgetRow on Conversation {\n    id\n    name\n    unreadCount\n    latestMessage {\n      text\n      createdAt\n      attachment {\n        name\n      }\n    }\n  }\n": types.WidgetRowFragmentDoc,
    "\n  subscription ConversationEvents($id: ID!, $after: String, $isAgent: Boolean!) {\n    conversationEvents(conversationId: $id, after: $after) {\n      __typename\n      cursor\n      previousCursor\n      ... on MessageAdded {\n        message {\n          id\n          text\n          createdAt\n          sender {\n            id\n          }\n          ...MessageBubble\n        }\n      }\n      ... on ConversationChanged {\n        conversation @include(if: $isAgent) {\n          ...ConversationHeader\n        }\n      }\n    }\n  }\n": types.ConversationEventsDocument,
    "\n  subscription InboxEvents {\n    inboxEvents {\n      __typename\n      conversation {\n        id\n        status\n        assignee {\n          id\n        }\n        ...ConversationRow\n      }\n      ... on ConversationChanged {\n        changes\n      }\n    }\n  }\n": types.InboxEventsDocument,
    "\n  mutation MarkRead($input: MarkConversationReadInput!) {\n    markConversationRead(input: $input) {\n      conversation {\n        id\n        unreadCount\n      }\n    }\n  }\n": types.MarkReadDocument,
    "\n  query Messages($id: ID!, $after: String) {\n    conversation(id: $id) {\n      id\n      messages(first: 20, after: $after) {\n        nodes {\n          id\n          text\n          createdAt\n          sender {\n            id\n          }\n          ...MessageBubble\n        }\n        pageInfo {\n          startCursor\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.MessagesDocument,
    "\n  mutation Send($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      message {\n        id\n        conversation {\n          id\n        }\n      }\n    }\n  }\n": types.SendDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ActionButton on Action {\n    type\n    url\n    message\n    formAction\n  }\n"): (typeof documents)["\n  fragment ActionButton on Action {\n    type\n    url\n    message\n    formAction\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Actionable on ActionableMessage {\n    __typename\n    templateId\n    ... on QuickRepliesTemplate {\n      quickReplies {\n        title\n        action {\n          ...ActionButton\n        }\n      }\n    }\n    ... on ButtonsTemplate {\n      buttons {\n        ...Button\n      }\n    }\n    ... on MixedButtonsTemplate {\n      buttons {\n        ...Button\n      }\n    }\n    ... on ListTemplate {\n      headerImgSrc\n      headerText\n      elements {\n        title\n        description\n        imgSrc\n        action {\n          ...ActionButton\n        }\n      }\n      buttons {\n        ...Button\n      }\n    }\n    ... on FaqTemplate {\n      title\n      description\n      buttonLabel\n      buttons {\n        ...Button\n      }\n    }\n    ... on ImagesTemplate {\n      images {\n        url\n        caption\n      }\n    }\n    ... on CardsTemplate {\n      cards {\n        title\n        subtitle\n        titleExt\n        description\n        url\n        header {\n          overlayText\n          imgSrc\n        }\n        buttons {\n          ...Button\n        }\n      }\n    }\n    ... on FormTemplate {\n      ...FormFields\n    }\n    ... on VideosTemplate {\n      videos {\n        url\n        caption\n        source\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment Actionable on ActionableMessage {\n    __typename\n    templateId\n    ... on QuickRepliesTemplate {\n      quickReplies {\n        title\n        action {\n          ...ActionButton\n        }\n      }\n    }\n    ... on ButtonsTemplate {\n      buttons {\n        ...Button\n      }\n    }\n    ... on MixedButtonsTemplate {\n      buttons {\n        ...Button\n      }\n    }\n    ... on ListTemplate {\n      headerImgSrc\n      headerText\n      elements {\n        title\n        description\n        imgSrc\n        action {\n          ...ActionButton\n        }\n      }\n      buttons {\n        ...Button\n      }\n    }\n    ... on FaqTemplate {\n      title\n      description\n      buttonLabel\n      buttons {\n        ...Button\n      }\n    }\n    ... on ImagesTemplate {\n      images {\n        url\n        caption\n      }\n    }\n    ... on CardsTemplate {\n      cards {\n        title\n        subtitle\n        titleExt\n        description\n        url\n        header {\n          overlayText\n          imgSrc\n        }\n        buttons {\n          ...Button\n        }\n      }\n    }\n    ... on FormTemplate {\n      ...FormFields\n    }\n    ... on VideosTemplate {\n      videos {\n        url\n        caption\n        source\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Button on Button {\n    name\n    action {\n      ...ActionButton\n    }\n  }\n"): (typeof documents)["\n  fragment Button on Button {\n    name\n    action {\n      ...ActionButton\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer {\n      id\n      displayName\n      ...Avatar\n    }\n  }\n"): (typeof documents)["\n  query Viewer {\n    viewer {\n      id\n      displayName\n      ...Avatar\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AssignMenu on Conversation {\n    id\n    assignee {\n      id\n    }\n  }\n"): (typeof documents)["\n  fragment AssignMenu on Conversation {\n    id\n    assignee {\n      id\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Team($ids: [ID!]!) {\n    users(ids: $ids) {\n      id\n      displayName\n    }\n  }\n"): (typeof documents)["\n  query Team($ids: [ID!]!) {\n    users(ids: $ids) {\n      id\n      displayName\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Assign($input: AssignConversationInput!) {\n    assignConversation(input: $input) {\n      conversation {\n        id\n        ...ConversationHeader\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation Assign($input: AssignConversationInput!) {\n    assignConversation(input: $input) {\n      conversation {\n        id\n        ...ConversationHeader\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Avatar on User {\n    id\n    displayName\n    imageLink\n    connected\n  }\n"): (typeof documents)["\n  fragment Avatar on User {\n    id\n    displayName\n    imageLink\n    connected\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ConversationRow on Conversation {\n    id\n    name\n    unreadCount\n    participants {\n      role\n      user {\n        id\n        displayName\n        ...Avatar\n      }\n    }\n    latestMessage {\n      text\n      createdAt\n      attachment {\n        name\n      }\n    }\n    ...StatusPill\n  }\n"): (typeof documents)["\n  fragment ConversationRow on Conversation {\n    id\n    name\n    unreadCount\n    participants {\n      role\n      user {\n        id\n        displayName\n        ...Avatar\n      }\n    }\n    latestMessage {\n      text\n      createdAt\n      attachment {\n        name\n      }\n    }\n    ...StatusPill\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ConversationHeader on Conversation {\n    name\n    unreadCount\n    ...StatusPill\n    ...AssignMenu\n    ...StatusMenu\n    ...Participants\n  }\n"): (typeof documents)["\n  fragment ConversationHeader on Conversation {\n    name\n    unreadCount\n    ...StatusPill\n    ...AssignMenu\n    ...StatusMenu\n    ...Participants\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Conversation($id: ID!) {\n    conversation(id: $id) {\n      id\n      ...ConversationHeader\n    }\n  }\n"): (typeof documents)["\n  query Conversation($id: ID!) {\n    conversation(id: $id) {\n      id\n      ...ConversationHeader\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment FormFields on FormTemplate {\n    fields {\n      type\n      label\n      title\n      name\n      placeholder\n      rows\n      options {\n        label\n        value\n        selected\n        disabled\n      }\n      action {\n        ...ActionButton\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment FormFields on FormTemplate {\n    fields {\n      type\n      label\n      title\n      name\n      placeholder\n      rows\n      options {\n        label\n        value\n        selected\n        disabled\n      }\n      action {\n        ...ActionButton\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Inbox($after: String, $statuses: [ConversationStatus!], $assigneeId: ID, $search: String) {\n    inbox(first: 20, after: $after, statuses: $statuses, assigneeId: $assigneeId, search: $search) {\n      nodes {\n        id\n        ...ConversationRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Inbox($after: String, $statuses: [ConversationStatus!], $assigneeId: ID, $search: String) {\n    inbox(first: 20, after: $after, statuses: $statuses, assigneeId: $assigneeId, search: $search) {\n      nodes {\n        id\n        ...ConversationRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment MessageBubble on Message {\n    text\n    createdAt\n    sender {\n      id\n      displayName\n      ...Avatar\n    }\n    attachment {\n      url\n      name\n      size\n    }\n    actionable {\n      ...Actionable\n    }\n  }\n"): (typeof documents)["\n  fragment MessageBubble on Message {\n    text\n    createdAt\n    sender {\n      id\n      displayName\n      ...Avatar\n    }\n    attachment {\n      url\n      name\n      size\n    }\n    actionable {\n      ...Actionable\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Create($input: CreateConversationInput!) {\n    createConversation(input: $input) {\n      conversation {\n        id\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation Create($input: CreateConversationInput!) {\n    createConversation(input: $input) {\n      conversation {\n        id\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Participants on Conversation {\n    createdAt\n    assignee {\n      id\n      displayName\n      ...Avatar\n    }\n    participants {\n      role\n      unreadCount\n      user {\n        id\n        displayName\n        connected\n        lastSeenAt\n        email\n        ...Avatar\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment Participants on Conversation {\n    createdAt\n    assignee {\n      id\n      displayName\n      ...Avatar\n    }\n    participants {\n      role\n      unreadCount\n      user {\n        id\n        displayName\n        connected\n        lastSeenAt\n        email\n        ...Avatar\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment StatusMenu on Conversation {\n    id\n    status\n  }\n"): (typeof documents)["\n  fragment StatusMenu on Conversation {\n    id\n    status\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangeStatus($input: ChangeConversationStatusInput!) {\n    changeConversationStatus(input: $input) {\n      conversation {\n        id\n        status\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ChangeStatus($input: ChangeConversationStatusInput!) {\n    changeConversationStatus(input: $input) {\n      conversation {\n        id\n        status\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment StatusPill on Conversation {\n    status\n  }\n"): (typeof documents)["\n  fragment StatusPill on Conversation {\n    status\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OwnConversations {\n    viewer {\n      id\n      conversations(first: 50) {\n        nodes {\n          id\n          name\n          unreadCount\n          ...WidgetRow\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query OwnConversations {\n    viewer {\n      id\n      conversations(first: 50) {\n        nodes {\n          id\n          name\n          unreadCount\n          ...WidgetRow\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment WidgetRow on Conversation {\n    id\n    name\n    unreadCount\n    latestMessage {\n      text\n      createdAt\n      attachment {\n        name\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment WidgetRow on Conversation {\n    id\n    name\n    unreadCount\n    latestMessage {\n      text\n      createdAt\n      attachment {\n        name\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ConversationEvents($id: ID!, $after: String, $isAgent: Boolean!) {\n    conversationEvents(conversationId: $id, after: $after) {\n      __typename\n      cursor\n      previousCursor\n      ... on MessageAdded {\n        message {\n          id\n          text\n          createdAt\n          sender {\n            id\n          }\n          ...MessageBubble\n        }\n      }\n      ... on ConversationChanged {\n        conversation @include(if: $isAgent) {\n          ...ConversationHeader\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription ConversationEvents($id: ID!, $after: String, $isAgent: Boolean!) {\n    conversationEvents(conversationId: $id, after: $after) {\n      __typename\n      cursor\n      previousCursor\n      ... on MessageAdded {\n        message {\n          id\n          text\n          createdAt\n          sender {\n            id\n          }\n          ...MessageBubble\n        }\n      }\n      ... on ConversationChanged {\n        conversation @include(if: $isAgent) {\n          ...ConversationHeader\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription InboxEvents {\n    inboxEvents {\n      __typename\n      conversation {\n        id\n        status\n        assignee {\n          id\n        }\n        ...ConversationRow\n      }\n      ... on ConversationChanged {\n        changes\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription InboxEvents {\n    inboxEvents {\n      __typename\n      conversation {\n        id\n        status\n        assignee {\n          id\n        }\n        ...ConversationRow\n      }\n      ... on ConversationChanged {\n        changes\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MarkRead($input: MarkConversationReadInput!) {\n    markConversationRead(input: $input) {\n      conversation {\n        id\n        unreadCount\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation MarkRead($input: MarkConversationReadInput!) {\n    markConversationRead(input: $input) {\n      conversation {\n        id\n        unreadCount\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Messages($id: ID!, $after: String) {\n    conversation(id: $id) {\n      id\n      messages(first: 20, after: $after) {\n        nodes {\n          id\n          text\n          createdAt\n          sender {\n            id\n          }\n          ...MessageBubble\n        }\n        pageInfo {\n          startCursor\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Messages($id: ID!, $after: String) {\n    conversation(id: $id) {\n      id\n      messages(first: 20, after: $after) {\n        nodes {\n          id\n          text\n          createdAt\n          sender {\n            id\n          }\n          ...MessageBubble\n        }\n        pageInfo {\n          startCursor\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Send($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      message {\n        id\n        conversation {\n          id\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation Send($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      message {\n        id\n        conversation {\n          id\n        }\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;