/*
 * Cheap input, expensive answer: for each limit the most expensive request that is still allowed, or is refused last. None
 * may block the event loop for longer than `MOST_RATIO` times a reference computation of the same run, nor keep more than
 * 64 MiB. Each is sent several times down both lanes, and the best run counts. Time is that of the thread alone. Ends with 1 where a request takes more.
 *
 *     npm run test:expensive
 */
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startEmulator, AGENT_IDS, DEMO_AGENT_ID } from '../../src/emulator/index.ts';
import { createGatewayWith, type Gateway } from '../../src/gateway/gateway.ts';
import { createClient } from '../../src/kommunicate/client.ts';

/** Of the time that the reference takes, which is about 20 ms: less than 100 ms. */
const MOST_RATIO = 4;
const MOST_BYTES = 64 * 1024 * 1024;
const RUNS = 5;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const emulator = await startEmulator({ shape: 'live', maxCalls: 10_000 });
const client = createClient({ baseUrl: emulator.url });
const sandbox = {
  mode: 'sandbox',
  apiKey: emulator.apiKey,
  userId: DEMO_AGENT_ID,
  agentIds: AGENT_IDS,
} as const;
const customer = {
  mode: 'service',
  apiKey: emulator.apiKey,
  verifyToken: async () => ({ role: 'USER', userId: 'ana-ortiz' }) as const,
} as const;

interface Case {
  readonly name: string;
  /** Who sends it. */
  readonly as: 'agent' | 'customer';
  readonly query: string;
  readonly variables?: object;
  /** What the REST API answers to each lookup of users. */
  readonly users?: readonly object[];
  /** What the answer must say, so that the case is what it is meant to be: a limit or a code, or `data`. */
  readonly answers: string;
}

const repeat = (amount: number, part: (n: number) => string) =>
  Array.from({ length: amount }, (_, n) => part(n)).join(' ');
const USERS = 'query ($ids: [ID!]!) { users(ids: $ids) { id } }';
const ids = (amount: number) => Array.from({ length: amount }, (_, n) => `other-${n}`);
const page = (leaves: string, first = 50) =>
  `conversation(id: "104250001") { messages(first: ${first}) { nodes { ${leaves} } } }`;
const nested = (leaves: string) => page(page(leaves).replace('(id: "104250001")', ''));
const long = (n: number) => `a${n}`.padEnd(99, '_');
const ana = (displayName: string) => [{ userId: 'ana-ortiz', userName: 'Ana', displayName }];

const CASES: readonly Case[] = [
  {
    name: 'characters: 100,000, all of them commas',
    as: 'agent',
    query: '{ viewer { id } }'.padEnd(100_000, ','),
    answers: 'data',
  },
  {
    name: 'characters: 240,000 beyond',
    as: 'agent',
    query: '{ viewer { id } }'.padEnd(240_000, ','),
    answers: 'characters',
  },
  {
    name: 'lines: 10,000, before 1000 errors',
    as: 'customer',
    query: '\n'.repeat(9999) + USERS,
    variables: { ids: ids(1000) },
    answers: 'errors',
  },
  {
    name: 'lines: 10,000, before 100 errors',
    as: 'customer',
    query: '\n'.repeat(9999) + USERS,
    variables: { ids: ids(100) },
    answers: 'FORBIDDEN',
  },
  {
    name: 'lines: 10,000, before 1000 bad representations',
    as: 'customer',
    query: `${'\n'.repeat(9999)}query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }`,
    variables: { r: Array.from({ length: 1000 }, () => ({})) },
    answers: 'errors',
  },
  {
    name: 'lines: 9,900, each with a mistake',
    as: 'agent',
    query: `{ ${'\n'.repeat(8000)} ${repeat(1900, (n) => `x${n}\n`)} }`,
    answers: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'tokens: 3900 in one list',
    as: 'agent',
    query: `{ users(ids: [${'1 '.repeat(3900)}]) { id } }`,
    answers: 'ids',
  },
  {
    name: 'tokens: 3990 of a field that is repeated',
    as: 'agent',
    query: `{ viewer { ${'id '.repeat(3990)} } }`,
    answers: 'cost',
  },
  {
    name: 'tokens: fields that are compared with each other',
    as: 'agent',
    query: `{ ${repeat(440, () => 'viewer { id displayName }')} }`,
    answers: 'cost',
  },
  {
    name: 'tokens: fragments that spread each other',
    as: 'agent',
    query: `{ viewer { ...F0 } } ${repeat(90, (n) => `fragment F${n} on User { id ${repeat(Math.min(12, 89 - n), (m) => `...F${n + m + 1}`)} }`)}`,
    answers: 'data',
  },
  {
    name: 'tokens: variables that are not used',
    as: 'agent',
    query: `query (${repeat(990, (n) => `$v${n}: ID`)}) { viewer { id } }`,
    answers: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'a message: text that looks like a suggestion',
    as: 'customer',
    query: `{ inbox(statuses: ["${' Did you mean '.repeat(7000)}"]) { nodes { id } } }`,
    answers: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'a message: names that are nearly right',
    as: 'agent',
    query: `{ viewer { ${repeat(1900, (n) => `displayNam${n}`)} } }`,
    answers: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'variables: 200,000 bytes of bad ids',
    as: 'agent',
    query: USERS,
    variables: { ids: Array.from({ length: 40_000 }, () => true) },
    answers: 'wrong-type',
  },
  {
    name: 'variables: 200,000 bytes of good ids',
    as: 'agent',
    query: USERS,
    variables: { ids: Array.from({ length: 40_000 }, () => 'a') },
    answers: 'ids',
  },
  {
    name: 'variables: 250,000 bytes of empty lists',
    as: 'agent',
    query: '{ viewer { id } }',
    variables: { a: Array.from({ length: 80_000 }, () => []) },
    answers: 'data',
  },
  {
    name: 'ids: 1000 users',
    as: 'agent',
    query: USERS,
    variables: { ids: ids(1000) },
    answers: 'data',
  },
  {
    name: 'upstreamCalls: 100 pages of 50',
    as: 'agent',
    query: `{ ${repeat(49, (n) => `c${n}: ${page('id text', (n % 49) + 2)}`)} }`,
    answers: 'data',
  },
  {
    name: 'cost: 49,000 values',
    as: 'agent',
    query: `query ($ids: [ID!]!) { users(ids: $ids) { ${repeat(48, (n) => `a${n}: connected`)} } }`,
    variables: { ids: Array.from({ length: 1000 }, () => 'ana-ortiz') },
    answers: 'data',
  },
  {
    name: 'cost: nested messages beyond',
    as: 'agent',
    query: `{ ${nested(repeat(95, (n) => `a${n}: text`))} }`,
    answers: 'LIMIT_EXCEEDED',
  },
  {
    name: 'cost: names of types beyond',
    as: 'agent',
    query: `{ ${nested(repeat(95, (n) => `a${n}: __typename`))} }`,
    answers: 'LIMIT_EXCEEDED',
  },
  {
    name: 'cost: 1000 users and long names of fields',
    as: 'agent',
    query: `query ($ids: [ID!]!) { users(ids: $ids) { ${repeat(45, (n) => `${`a${n}`.padEnd(2000, '_')}: connected`)} } }`,
    variables: { ids: Array.from({ length: 1000 }, () => 'ana-ortiz') },
    answers: 'cost',
  },
  {
    name: 'cost: a text of control characters',
    as: 'customer',
    query: `{ viewer { ${repeat(100, (n) => `a${n}: displayName`)} } }`,
    users: ana('\u0001'.repeat(40_000)),
    answers: 'cost',
  },
  {
    name: 'bytes: nearly 8 MiB',
    as: 'agent',
    query: `query ($ids: [ID!]!) { users(ids: $ids) { ${repeat(90, (n) => `${long(n)}: displayName`)} } }`,
    variables: { ids: Array.from({ length: 440 }, () => 'ana-ortiz') },
    users: ana('ü'.repeat(49)),
    answers: 'data',
  },
  {
    name: 'bytes: more than 8 MiB',
    as: 'agent',
    query: `query ($ids: [ID!]!) { users(ids: $ids) { ${repeat(98, (n) => `${long(n)}: displayName`)} } }`,
    variables: { ids: Array.from({ length: 500 }, () => 'ana-ortiz') },
    users: ana('ü'.repeat(49)),
    answers: 'bytes',
  },
  {
    name: 'errors: all that there is room for',
    as: 'customer',
    query: `{ ${nested('sender { email metadata phoneNumber lastSeenAt createdAt unreadCount }')} }`,
    answers: 'errors',
  },
  {
    name: 'introspection: the usual query',
    as: 'agent',
    query:
      '{ __schema { types { name description fields(includeDeprecated: true) { name description args { name description type { name ofType { name ofType { name } } } defaultValue } type { name ofType { name ofType { name ofType { name } } } } } enumValues { name description } possibleTypes { name } } } }',
    answers: 'data',
  },
  {
    name: 'introspection: schemas in schemas under 100 names',
    as: 'agent',
    query: `{ __schema { ${repeat(99, (n) => `a${n}: types { fields { type { fields { type { name } } } } }`)} } }`,
    answers: 'cost',
  },
];

type Answer = {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions: Readonly<Record<string, string>> }[];
};

/** What makes an answer what it is: `data`, or what its first error says of itself. */
function outcomeOf(text: string): string {
  const { errors = [] } = JSON.parse(text) as Answer;
  const { code, limit, reason } = errors.at(-1)?.extensions ?? {};
  return limit ?? reason ?? code ?? 'data';
}

/** Milliseconds that this thread has computed: what else the machine does is not in it. */
function computed(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** The longest that was computed while nothing else got its turn, in milliseconds. */
async function longestBlock(task: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  const state = { isOver: false };
  const watch = async () => {
    let last = computed();
    while (!state.isOver) {
      await turn();
      const now = computed();
      longest = Math.max(longest, now - last);
      last = now;
    }
  };
  const watching = watch();
  await turn();
  await task().finally(() => (state.isOver = true));
  await watching;
  return longest;
}

/** A computation of the kind that answering is: objects, texts and JSON. */
function reference(): number {
  const startedAt = computed();
  const list = Array.from({ length: 30_000 }, (_, n) => ({ id: `user-${n}`, name: `Name ${n}`, n }));
  const read = JSON.parse(JSON.stringify(list)) as typeof list;
  if (new Map(read.map((one) => [one.id, one])).size !== list.length) throw new Error('not the same');
  return computed() - startedAt;
}

const memory = () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

async function send(gateway: Gateway, { query, variables, users }: Case): Promise<string> {
  if (users) {
    const body = JSON.stringify(users);
    emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 200, body, times: 1 });
  }
  const response = await gateway.fetch(
    new Request('http://gateway/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer x' },
      body: JSON.stringify({ query, variables }),
    }),
  );
  return response.text();
}

const gatewayFor = (as: Case['as'], fastPath: boolean) =>
  createGatewayWith(
    {
      client,
      identity: as === 'agent' ? sandbox : customer,
      introspection: true,
      limits: { requestTimeoutMs: 60_000 },
    },
    { fastPath },
  );

let failures = 0;
const least = Math.min(...Array.from({ length: RUNS * 4 }, reference).slice(RUNS));
console.log(
  `The reference takes ${least.toFixed(1)} ms. Longest block as a multiple of it, at most ${MOST_RATIO}; memory kept, at most 64 MiB.`,
);
for (const one of CASES) {
  for (const fastPath of [true, false]) {
    const gateway = gatewayFor(one.as, fastPath);
    const blocks: number[] = [];
    const references: number[] = [];
    let [most, outcome] = [0, ''];
    for (let run = 0; run < RUNS; run += 1) {
      const before = memory();
      let text = '';
      references.push(reference());
      blocks.push(await longestBlock(async () => (text = await send(gateway, one))));
      most = Math.max(most, memory() - before);
      outcome = outcomeOf(text);
    }
    const ratio = Math.min(...blocks) / Math.min(least, ...references);
    const wrong = [
      ...(ratio > MOST_RATIO ? ['TOO LONG'] : []),
      ...(most > MOST_BYTES ? ['TOO MUCH'] : []),
      ...(outcome === one.answers ||
      (one.answers === 'LIMIT_EXCEEDED' && ['cost', 'errors'].includes(outcome))
        ? []
        : [`${outcome} INSTEAD OF ${one.answers}`]),
    ];
    if (wrong.length > 0) failures += 1;
    console.log(
      `  ${one.name.padEnd(56)}${fastPath ? 'direct' : 'yoga  '}${ratio.toFixed(2).padStart(7)}${(most / 1024 / 1024).toFixed(1).padStart(7)} MiB  ${outcome} ${wrong.join(', ')}`,
    );
    await gateway.close();
  }
}
await client.close();
await emulator.close();
console.log(failures === 0 ? 'All within bounds.' : `${failures} are not.`);
process.exitCode = failures === 0 ? 0 : 1;
