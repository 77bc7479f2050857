import { createRandom } from '../lib/random.ts';
import { dateTime, expectedConversation, expectedUser } from './expected.ts';
import { customer, restSent, restUser, type RestMessage } from './world.ts';

/** One request, and its expected response. */
interface Sample {
  readonly body: object;
  readonly result: unknown;
}

/** The requests of a workload: `count` samples in turn, repeated. */
export interface RequestSet {
  readonly path: string;
  readonly count: number;
  sample(index: number): Sample;
}

export interface Workload {
  readonly id: string;
  readonly title: string;
  /** Connections. Each sends its next request when it has the response to the last one. */
  readonly clients: number;
  /** The delay of the REST API's responses, in milliseconds. */
  readonly upstreamDelayMs: number;
  readonly graphql: RequestSet;
  /** The same as a REST call. Absent where it would take more than one call. */
  readonly rest?: RequestSet;
  /** Whether the workload has no peers, and a process of its own. Default: no. */
  readonly onlyOurs?: boolean;
  /** Whether that process has metrics, and traces one request in a hundred. Default: neither. */
  readonly isObserved?: boolean;
}

/** A placeholder in a body and its result for ten digits that no other request has. */
export const UNIQUE = '@@@@@@@@@@';

/** The number of samples that request one object: far more than are in flight at a time. */
const MANY = 5000;
const USER_FIELDS = 'id displayName connected imageLink lastSeenAt';

function graphql(
  count: number,
  query: string,
  sample: (index: number) => readonly [object, object],
): RequestSet {
  return {
    path: '/graphql',
    count,
    sample(index) {
      const [variables, data] = sample(index);
      return { body: { query, variables }, result: { data } };
    },
  };
}

const userBy = (idOf: (index: number) => string) =>
  graphql(MANY, `query ($id: ID!) { user(id: $id) { ${USER_FIELDS} } }`, (index) => [
    { id: idOf(index) },
    { user: expectedUser(idOf(index)) },
  ]);

const restUserBy = (idOf: (index: number) => string): RequestSet => ({
  path: '/rest/ws/user/v2/detail',
  count: MANY,
  sample: (index) => ({ body: { userIdList: [idOf(index)] }, result: [restUser(idOf(index))] }),
});

/** A page has 50 fields for 40 users: ten of them occur twice. */
const FIELDS_ON_PAGE = 50;
const USERS_ON_PAGE = 40;
const pageVariables = Array.from({ length: USERS_ON_PAGE }, (_, at) => `$id${at}: ID!`).join(', ');
const pageFields = Array.from(
  { length: FIELDS_ON_PAGE },
  (_, at) => `user${at}: user(id: $id${at % USERS_ON_PAGE}) { ${USER_FIELDS} }`,
);
const page = graphql(500, `query (${pageVariables}) { ${pageFields.join(' ')} }`, (index) => {
  const idOf = (at: number) => customer(index * USERS_ON_PAGE + (at % USERS_ON_PAGE));
  return [
    Object.fromEntries(Array.from({ length: USERS_ON_PAGE }, (_, at) => [`id${at}`, idOf(at)])),
    Object.fromEntries(
      Array.from({ length: FIELDS_ON_PAGE }, (_, at) => [`user${at}`, expectedUser(idOf(at))]),
    ),
  ];
});

const CONVERSATION_FIELDS =
  'id name status assignee { id displayName } participants { role user { id displayName connected } }';
const conversations = graphql(
  500,
  `query ($ids: [ID!]!) { conversations(ids: $ids) { ${CONVERSATION_FIELDS} } }`,
  (index) => {
    const ids = Array.from({ length: 20 }, (_, at) => String(104_250_000 + index * 20 + at));
    return [{ ids }, { conversations: ids.map(expectedConversation) }];
  },
);

const messageOf = (index: number): RestMessage => ({
  groupId: String(104_250_000 + index),
  message: `Message number ${index}: the chair has arrived, thank you.`,
  fromUserName: customer(index),
});
const message = graphql(
  MANY,
  'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id text createdAt } } }',
  (index) => {
    const { groupId, message: text, fromUserName } = messageOf(index);
    const { messageKey, createdAt } = restSent(messageOf(index));
    return [
      { input: { conversationId: groupId, senderId: fromUserName, text } },
      { sendMessage: { message: { id: messageKey, text, createdAt: dateTime(createdAt) } } },
    ];
  },
);
const restMessage: RequestSet = {
  path: '/rest/ws/message/v2/send',
  count: MANY,
  sample: (index) => ({ body: messageOf(index), result: restSent(messageOf(index)) }),
};

/** Zipf's law: of 100 users, the second is requested half as often as the first, the third a third as often. */
const HOT = 100;
const SHARES = Array.from({ length: HOT }, (_, rank) => 1 / (rank + 1));
const ALL_SHARES = SHARES.reduce((sum, share) => sum + share, 0);
const random = createRandom(1);
const ranks = Array.from({ length: MANY }, () => {
  let rest = random() * ALL_SHARES;
  return Math.max(
    0,
    SHARES.findIndex((share) => (rest -= share) < 0),
  );
});
const hotId = (index: number) => customer(ranks[index] ?? 0);

const entities = graphql(
  200,
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { ${USER_FIELDS} } } }`,
  (index) => {
    const ids = Array.from({ length: 100 }, (_, at) => customer(index * 100 + at));
    return [
      { representations: ids.map((id) => ({ __typename: 'User', id })) },
      { _entities: ids.map(expectedUser) },
    ];
  },
);

const newDocuments: RequestSet = {
  path: '/graphql',
  count: MANY,
  sample: (index) => ({
    body: {
      query: `query ($id: ID!) { user${UNIQUE}: user(id: $id) { ${USER_FIELDS} } }`,
      variables: { id: customer(index) },
    },
    result: { data: { [`user${UNIQUE}`]: expectedUser(customer(index)) } },
  }),
};

/** One user by a REST call. */
export const oneRestUser = restUserBy(customer);
const single = { graphql: userBy(customer), rest: oneRestUser };

/** All workloads, in the order of the tables. */
export const WORKLOADS: readonly Workload[] = [
  { id: 'W1', title: 'one user', clients: 32, upstreamDelayMs: 0, ...single },
  { id: 'W1s', title: 'one user, one client', clients: 1, upstreamDelayMs: 0, ...single },
  {
    id: 'W1n',
    title: 'one user, new documents each time',
    clients: 32,
    upstreamDelayMs: 0,
    graphql: newDocuments,
    onlyOurs: true,
  },
  {
    id: 'W1o',
    title: 'one user, with metrics and traces of 1 %',
    clients: 32,
    upstreamDelayMs: 0,
    graphql: single.graphql,
    onlyOurs: true,
    isObserved: true,
  },
  { id: 'W2', title: '50 users, 10 of them twice', clients: 16, upstreamDelayMs: 0, graphql: page },
  { id: 'W3', title: 'one user, a slower REST API', clients: 64, upstreamDelayMs: 5, ...single },
  {
    id: 'W4',
    title: '20 conversations and their participants',
    clients: 16,
    upstreamDelayMs: 0,
    graphql: conversations,
  },
  {
    id: 'W5',
    title: 'a message sent',
    clients: 32,
    upstreamDelayMs: 0,
    graphql: message,
    rest: restMessage,
  },
  {
    id: 'W6',
    title: 'one of 100 popular users',
    clients: 128,
    upstreamDelayMs: 5,
    graphql: userBy(hotId),
    rest: restUserBy(hotId),
  },
  { id: 'W7', title: '100 users as entities', clients: 16, upstreamDelayMs: 0, graphql: entities },
];

/** @throws {Error} if there is none with this id */
export function workloadById(id: string): Workload {
  const found = WORKLOADS.find((workload) => workload.id === id);
  if (!found) throw new Error(`there is no workload ${id}`);
  return found;
}
