/*
 * Measures cheap input with an expensive result: for each limit the most expensive request that is still allowed, or is
 * rejected last. None may block the event loop for longer than `MAX_RATIO` times a reference computation of the same run,
 * or keep more than 64 MiB. Each runs several times on the fast path and through yoga, and the best run counts. Time is
 * processor time of the thread. Exits with 1 if a request exceeds a bound.
 *
 *     npm run test:expensive
 */
import { setImmediate as nextTick } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startEmulator, AGENT_IDS, DEMO_AGENT_ID } from '../../src/emulator/index.ts';
import { createGatewayWith, type Gateway } from '../../src/gateway/gateway.ts';
import { createClient } from '../../src/kommunicate/client.ts';

/** The reference takes about 20 ms, so this is less than 100 ms. */
const MAX_RATIO = 4;
const MAX_BYTES = 64 * 1024 * 1024;
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
  /** The sender. */
  readonly as: 'agent' | 'customer';
  readonly query: string;
  readonly variables?: object;
  /** The REST API's response to each lookup of users. */
  readonly users?: readonly object[];
  /** The expected outcome, which proves that the case reaches its limit: a limit, a reason or a code, or `data`. */
  readonly outcome: string;
}

const repeat = (amount: number, text: (n: number) => string) =>
  Array.from({ length: amount }, (_, n) => text(n)).join(' ');
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
    outcome: 'data',
  },
  {
    name: 'characters: 240,000 beyond',
    as: 'agent',
    query: '{ viewer { id } }'.padEnd(240_000, ','),
    outcome: 'characters',
  },
  {
    name: 'lines: 10,000, before 1000 errors',
    as: 'customer',
    query: '\n'.repeat(9999) + USERS,
    variables: { ids: ids(1000) },
    outcome: 'errors',
  },
  {
    name: 'lines: 10,000, before 100 errors',
    as: 'customer',
    query: '\n'.repeat(9999) + USERS,
    variables: { ids: ids(100) },
    outcome: 'FORBIDDEN',
  },
  {
    name: 'lines: 10,000, before 1000 bad representations',
    as: 'customer',
    query: `${'\n'.repeat(9999)}query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }`,
    variables: { r: Array.from({ length: 1000 }, () => ({})) },
    outcome: 'errors',
  },
  {
    name: 'lines: 9,900, each with a mistake',
    as: 'agent',
    query: `{ ${'\n'.repeat(8000)} ${repeat(1900, (n) => `x${n}\n`)} }`,
    outcome: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'tokens: 3900 in one list',
    as: 'agent',
    query: `{ users(ids: [${'1 '.repeat(3900)}]) { id } }`,
    outcome: 'ids',
  },
  {
    name: 'tokens: 3990 of a field that is repeated',
    as: 'agent',
    query: `{ viewer { ${'id '.repeat(3990)} } }`,
    outcome: 'cost',
  },
  {
    name: 'tokens: fields that are compared with each other',
    as: 'agent',
    query: `{ ${repeat(440, () => 'viewer { id displayName }')} }`,
    outcome: 'cost',
  },
  {
    name: 'tokens: fragments that spread each other',
    as: 'agent',
    query: `{ viewer { ...F0 } } ${repeat(90, (n) => `fragment F${n} on User { id ${repeat(Math.min(12, 89 - n), (m) => `...F${n + m + 1}`)} }`)}`,
    outcome: 'data',
  },
  {
    name: 'tokens: variables that are not used',
    as: 'agent',
    query: `query (${repeat(990, (n) => `$v${n}: ID`)}) { viewer { id } }`,
    outcome: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'a message: text that looks like a suggestion',
    as: 'customer',
    query: `{ inbox(statuses: ["${' Did you mean '.repeat(7000)}"]) { nodes { id } } }`,
    outcome: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'a message: names that are nearly right',
    as: 'agent',
    query: `{ viewer { ${repeat(1900, (n) => `displayNam${n}`)} } }`,
    outcome: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'variables: 200,000 bytes of bad ids',
    as: 'agent',
    query: USERS,
    variables: { ids: Array.from({ length: 40_000 }, () => true) },
    outcome: 'wrong-type',
  },
  {
    name: 'variables: 200,000 bytes of good ids',
    as: 'agent',
    query: USERS,
    variables: { ids: Array.from({ length: 40_000 }, () => 'a') },
    outcome: 'ids',
  },
  {
    name: 'variables: 250,000 bytes of empty lists',
    as: 'agent',
    query: '{ viewer { id } }',
    variables: { a: Array.from({ length: 80_000 }, () => []) },
    outcome: 'data',
  },
  {
    name: 'ids: 1000 users',
    as: 'agent',
    query: USERS,
    variables: { ids: ids(1000) },
    outcome: 'data',
  },
  {
    name: 'upstreamCalls: 100 pages of 50',
    as: 'agent',
    query: `{ ${repeat(49, (n) => `c${n}: ${page('id text', (n % 49) + 2)}`)} }`,
    outcome: 'data',
  },
  {
    name: 'cost: 49,000 values',
    as: 'agent',
    query: `query ($ids: [ID!]!) { users(ids: $ids) { ${repeat(48, (n) => `a${n}: connected`)} } }`,
    variables: { ids: Array.from({ length: 1000 }, () => 'ana-ortiz') },
    outcome: 'data',
  },
  {
    name: 'cost: nested messages beyond',
    as: 'agent',
    query: `{ ${nested(repeat(95, (n) => `a${n}: text`))} }`,
    outcome: 'LIMIT_EXCEEDED',
  },
  {
    name: 'cost: names of types beyond',
    as: 'agent',
    query: `{ ${nested(repeat(95, (n) => `a${n}: __typename`))} }`,
    outcome: 'LIMIT_EXCEEDED',
  },
  {
    name: 'cost: 1000 users and long names of fields',
    as: 'agent',
    query: `query ($ids: [ID!]!) { users(ids: $ids) { ${repeat(45, (n) => `${`a${n}`.padEnd(2000, '_')}: connected`)} } }`,
    variables: { ids: Array.from({ length: 1000 }, () => 'ana-ortiz') },
    outcome: 'cost',
  },
  {
    name: 'cost: a text of control characters',
    as: 'customer',
    query: `{ viewer { ${repeat(100, (n) => `a${n}: displayName`)} } }`,
    users: ana('\u0001'.repeat(40_000)),
    outcome: 'cost',
  },
  {
    name: 'bytes: nearly 8 MiB',
    as: 'agent',
    query: `query ($ids: [ID!]!) { users(ids: $ids) { ${repeat(90, (n) => `${long(n)}: displayName`)} } }`,
    variables: { ids: Array.from({ length: 440 }, () => 'ana-ortiz') },
    users: ana('ü'.repeat(49)),
    outcome: 'data',
  },
  {
    name: 'bytes: more than 8 MiB',
    as: 'agent',
    query: `query ($ids: [ID!]!) { users(ids: $ids) { ${repeat(98, (n) => `${long(n)}: displayName`)} } }`,
    variables: { ids: Array.from({ length: 500 }, () => 'ana-ortiz') },
    users: ana('ü'.repeat(49)),
    outcome: 'bytes',
  },
  {
    name: 'errors: as many as fit',
    as: 'customer',
    query: `{ ${nested('sender { email metadata phoneNumber lastSeenAt createdAt unreadCount }')} }`,
    outcome: 'errors',
  },
  {
    name: 'introspection: the usual query',
    as: 'agent',
    query:
      '{ __schema { types { name description fields(includeDeprecated: true) { name description args { name description type { name ofType { name ofType { name } } } defaultValue } type { name ofType { name ofType { name ofType { name } } } } } enumValues { name description } possibleTypes { name } } } }',
    outcome: 'data',
  },
  {
    name: 'introspection: schemas in schemas under 100 names',
    as: 'agent',
    query: `{ __schema { ${repeat(99, (n) => `a${n}: types { fields { type { fields { type { name } } } } }`)} } }`,
    outcome: 'cost',
  },
];

type Result = {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions: Readonly<Record<string, string>> }[];
};

/** `data` for a result without errors, else the limit, reason or code of its last error. */
function outcomeOf(text: string): string {
  const { errors = [] } = JSON.parse(text) as Result;
  const { code, limit, reason } = errors.at(-1)?.extensions ?? {};
  return limit ?? reason ?? code ?? 'data';
}

/** Processor time of this thread in milliseconds, which other load on the machine does not change. */
function threadTimeMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** The longest time that the task blocked the event loop, in milliseconds. */
async function longestBlock(task: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  const state = { isOver: false };
  const watch = async () => {
    let last = threadTimeMs();
    while (!state.isOver) {
      await nextTick();
      const now = threadTimeMs();
      longest = Math.max(longest, now - last);
      last = now;
    }
  };
  const watching = watch();
  await nextTick();
  await task().finally(() => (state.isOver = true));
  await watching;
  return longest;
}

/** A computation like that of a request: objects, strings and JSON. */
function reference(): number {
  const startedAt = threadTimeMs();
  const list = Array.from({ length: 30_000 }, (_, n) => ({ id: `user-${n}`, name: `Name ${n}`, n }));
  const read = JSON.parse(JSON.stringify(list)) as typeof list;
  if (new Map(read.map((one) => [one.id, one])).size !== list.length) throw new Error('not the same');
  return threadTimeMs() - startedAt;
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
const fastestReference = Math.min(...Array.from({ length: RUNS * 4 }, reference).slice(RUNS));
console.log(
  `The reference takes ${fastestReference.toFixed(1)} ms. Longest block as a multiple of it, at most ${MAX_RATIO}; memory kept, at most 64 MiB.`,
);
for (const one of CASES) {
  for (const fastPath of [true, false]) {
    const gateway = gatewayFor(one.as, fastPath);
    const blocks: number[] = [];
    const references: number[] = [];
    let [maxBytes, outcome] = [0, ''];
    for (let run = 0; run < RUNS; run += 1) {
      const before = memory();
      let text = '';
      references.push(reference());
      blocks.push(await longestBlock(async () => (text = await send(gateway, one))));
      maxBytes = Math.max(maxBytes, memory() - before);
      outcome = outcomeOf(text);
    }
    const ratio = Math.min(...blocks) / Math.min(fastestReference, ...references);
    const wrong = [
      ...(ratio > MAX_RATIO ? ['TOO LONG'] : []),
      ...(maxBytes > MAX_BYTES ? ['TOO MUCH'] : []),
      ...(outcome === one.outcome ||
      (one.outcome === 'LIMIT_EXCEEDED' && ['cost', 'errors'].includes(outcome))
        ? []
        : [`${outcome} INSTEAD OF ${one.outcome}`]),
    ];
    if (wrong.length > 0) failures += 1;
    console.log(
      `  ${one.name.padEnd(56)}${fastPath ? 'fast' : 'yoga'}${ratio.toFixed(2).padStart(7)}${(maxBytes / 1024 / 1024).toFixed(1).padStart(7)} MiB  ${outcome} ${wrong.join(', ')}`,
    );
    await gateway.close();
  }
}
await client.close();
await emulator.close();
console.log(failures === 0 ? 'All are within their bounds.' : `${failures} are not within their bounds.`);
process.exitCode = failures === 0 ? 0 : 1;
