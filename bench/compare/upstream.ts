/*
 * The REST API behind all compared servers. It builds the response for each id once, to be as fast as node:http allows.
 * Prints its URL to standard error.
 *
 * `POST /bench?delayMs=5` resets the counts and sets the delay of each response. `GET /bench` returns the counts since.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { restGroup, restSent, restUser, type RestMessage } from './world.ts';

/** The response to `GET /bench`. */
export interface UpstreamReport {
  readonly calls: number;
  /** The distinct Api-Keys of the calls. */
  readonly keys: readonly string[];
}

/** The maximum number of cached responses per kind. */
const MAX_TEXTS = 100_000;

let calls = 0;
let delayMs = 0;
const keys = new Set<string>();

function cached(create: (id: string) => object): (id: string) => string {
  const texts = new Map<string, string>();
  return (id) => {
    const hit = texts.get(id);
    if (hit !== undefined) return hit;
    const text = JSON.stringify(create(id));
    if (texts.size >= MAX_TEXTS) texts.clear();
    texts.set(id, text);
    return text;
  };
}

const userText = cached(restUser);
const groupText = cached(restGroup);
const list = (ids: readonly string[], textOf: (id: string) => string) =>
  `[${Array.from(new Set(ids), textOf).join(',')}]`;
/** Group endpoints wrap their response, as the live service does. */
const envelope = (response: string) => `{"status":"success","generatedAt":0,"response":${response}}`;

const ROUTES: Readonly<Record<string, (body: string, query: URLSearchParams) => string>> = {
  'POST /rest/ws/user/v2/detail': (body) =>
    list((JSON.parse(body) as { userIdList: string[] }).userIdList, userText),
  'GET /rest/ws/group/v2/info': (_body, query) => envelope(groupText(query.get('groupId') ?? '')),
  'POST /rest/ws/group/v3/info': (body) =>
    envelope(list((JSON.parse(body) as { groupIds: string[] }).groupIds, groupText)),
  'POST /rest/ws/message/v2/send': (body) => JSON.stringify(restSent(JSON.parse(body) as RestMessage)),
};

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

function report(method: string, query: URLSearchParams): string {
  if (method === 'POST') {
    calls = 0;
    keys.clear();
    delayMs = Number(query.get('delayMs') ?? 0);
  }
  return JSON.stringify({ calls, keys: [...keys] } satisfies UpstreamReport);
}

function handle({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse, body: string) {
  const [path = '', search] = url.split('?', 2);
  if (path === '/bench') return reply(response, 200, report(method, new URLSearchParams(search)));
  calls += 1;
  const key = headers['api-key'];
  if (typeof key !== 'string') return reply(response, 401, '{"message":"No API key found in request"}');
  keys.add(key);
  const route = ROUTES[`${method} ${path}`];
  if (!route) return reply(response, 404, '{"message":"no Route matched with those values"}');
  const text = route(body, new URLSearchParams(search));
  if (delayMs === 0) reply(response, 200, text);
  else setTimeout(reply, delayMs, response, 200, text);
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (body += chunk));
  request.on('end', () => handle(request, response, body));
});
// Longer than any pause between two runs, so that no idle connection is closed while a server uses it.
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  process.stderr.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
