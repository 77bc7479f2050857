import type { IncomingMessage } from 'node:http';
import type { GraphQLParams } from 'graphql-yoga';
import { createByteCollector, type ByteCollector } from '../lib/bytes.ts';
import type { Deadline } from '../lib/deadline.ts';
import { isObject, parseJson } from '../lib/json.ts';
import { badRequest, GatewayError, limitExceeded } from '../errors.ts';
import type { TrustedDocuments } from '../graphql/documents/trusted-documents.ts';
import { MAX_PARSED_HEADER, parseMediaType } from './media-type.ts';
import type { RequestState } from './request-state.ts';
import { urlOf } from './request-url.ts';

export interface GraphQLParamsOptions {
  /** Bytes in a request's body at most. */
  readonly maxBodyBytes: number;
  /** The only documents that are executed, where that is so. */
  readonly trustedDocuments?: TrustedDocuments | undefined;
}

/** How deep the variables of a request may be nested. */
const MAX_VARIABLES_DEPTH = 16;

/**
 * The only way into GraphQL: a POST with an `application/json` body in UTF-8, or a GET with the same in its
 * query. Yoga on its own also takes form posts, which any web page can send without a preflight.
 */
export function createParamsReader({ maxBodyBytes, trustedDocuments }: GraphQLParamsOptions) {
  const trust = trustedDocuments && createTrustedDocumentResolver(trustedDocuments);
  /** @param onReceived called once the request is there, before it is looked at; may refuse it by throwing */
  return async (request: Request, state: RequestState, onReceived: () => void): Promise<GraphQLParams> => {
    const { method, headers } = request;
    if (method !== 'GET' && method !== 'POST') throw badRequest('method', 405, { Allow: 'GET, POST' });
    checkContentType(headers, method);
    const { deadline, principal, req } = state;
    // A registry has a document of its own, and may have nothing but the schema.
    const resolveTrustedDocument = principal?.role === 'REGISTRY' ? undefined : trust;
    const source = () => (req ? nodeBody(req) : streamBody(request.body));
    const body = method === 'GET' ? undefined : await readBody(headers, source(), maxBodyBytes, deadline);
    onReceived();
    const params =
      body === undefined
        ? paramsOfQuery(urlOf(request).searchParams)
        : parseJson(body, () => badRequest('body-not-json'));
    const checked = checkParams(resolveTrustedDocument ? resolveTrustedDocument(params) : params);
    const { operationName } = checked;
    if (operationName && /^\w{1,128}$/.test(operationName)) state.operationName = operationName;
    return checked;
  };
}

function checkContentType(headers: Headers, method: 'GET' | 'POST'): void {
  const contentType = headers.get('content-type');
  if (contentType === null && method === 'GET') return;
  if (contentType !== null && contentType.length > MAX_PARSED_HEADER) throw badRequest('content-type', 415);
  const { type, parameters } = parseMediaType(contentType ?? '');
  if (type !== 'application/json') throw badRequest('content-type', 415);
  if (parameters.some(([name, value]) => name === 'charset' && value !== 'utf-8'))
    throw badRequest('charset', 415);
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding.toLowerCase() !== 'identity') {
    throw badRequest('content-encoding', 415, { 'Accept-Encoding': 'identity' });
  }
}

// The rest of the body is not read, so that the connection cannot be used again.
function tooLarge(maxBodyBytes: number): GatewayError {
  return limitExceeded('body', maxBodyBytes, { http: { status: 413, headers: { Connection: 'close' } } });
}

/** The body as text. Its bytes are counted as they come: a length that a caller states is only a hint. */
async function readBody(
  headers: Headers,
  source: BodyReader,
  maxBodyBytes: number,
  deadline: Deadline | undefined,
): Promise<string> {
  if (Number(headers.get('content-length')) > maxBodyBytes) {
    source.detach();
    throw tooLarge(maxBodyBytes);
  }
  const bytes = createByteCollector(maxBodyBytes);
  // Most come together with their headers, and have been read a moment later.
  await Promise.resolve();
  const whole = source.readBuffered();
  if (whole) {
    if (!bytes.add(whole)) throw tooLarge(maxBodyBytes);
    return textOf(bytes);
  }
  if (deadline?.cancelReason()) {
    source.detach();
    throw tooSlow();
  }
  await new Promise<void>((resolve, reject) => {
    const stop = (error?: Error) => {
      stay?.();
      source.detach();
      if (error) reject(error);
      else resolve();
    };
    const stay = deadline?.onCancel(() => stop(tooSlow()));
    source.read({
      chunk: (chunk) => bytes.add(chunk) || stop(tooLarge(maxBodyBytes)),
      end: () => stop(),
      // The caller left in the middle of it.
      onAborted: () => stop(badRequest('body-cut-short')),
    });
  });
  return textOf(bytes);
}

function tooSlow(): GatewayError {
  return badRequest('body-too-slow', 408, { Connection: 'close' });
}

function textOf(bytes: ByteCollector): string {
  try {
    return bytes.text();
  } catch {
    throw badRequest('body-not-utf-8');
  }
}

/** Where a body comes from. */
interface BodyReader {
  /** All of it, where it is there already; undefined where it must be waited for. */
  readBuffered(): Uint8Array | undefined;
  read(to: { chunk(chunk: Uint8Array): void; end(): void; onAborted(): void }): void;
  /** Nothing more is wanted. The connection stays, or the caller would never see the answer. */
  detach(): void;
}

/** A body as Node reads it: to make a stream of the fetch API of it would cost more than all the rest. */
function nodeBody(req: IncomingMessage): BodyReader {
  let listeners: Readonly<Record<string, (chunk: Uint8Array) => void>> = {};
  return {
    readBuffered() {
      // Node says that a request is complete only when it has told everybody of the last piece.
      const isThere = req.complete || req.readableLength === Number(req.headers['content-length']);
      if (!isThere || req.destroyed || req.readableEnded) return undefined;
      const body = (req.read() as Uint8Array | null) ?? new Uint8Array();
      // So that it comes to its end.
      req.resume();
      return body;
    },
    read({ chunk, end, onAborted }) {
      // Who asked may be gone by the time that it is known who it was.
      if (req.destroyed && !req.readableEnded) return onAborted();
      if (req.readableEnded) return end();
      listeners = { data: chunk, end, error: onAborted, close: onAborted };
      for (const [event, listener] of Object.entries(listeners)) req.on(event, listener);
      return undefined;
    },
    detach() {
      for (const [event, listener] of Object.entries(listeners)) req.off(event, listener);
      // Whatever goes wrong from here on is nobody's business.
      req.on('error', () => undefined);
      if (!req.readableEnded) req.pause();
    },
  };
}

function streamBody(body: Request['body']): BodyReader {
  const reader = body?.getReader();
  let isOver = false;
  return {
    readBuffered: () => undefined,
    read({ chunk, end, onAborted }) {
      const readAll = async () => {
        while (!isOver) {
          const read = await reader?.read();
          if (!read || read.done) {
            isOver = true;
            return end();
          }
          chunk(read.value);
        }
      };
      readAll().catch(() => {
        isOver = true;
        onAborted();
      });
    },
    detach() {
      if (isOver) return;
      isOver = true;
      // The source learns that it can stop. What it has to say about that changes nothing here.
      reader?.cancel().catch(() => undefined);
    },
  };
}

function paramsOfQuery(query: URLSearchParams): Record<string, unknown> {
  const json = (name: 'variables' | 'extensions') => {
    const text = query.get(name);
    return text ? parseJson(text, () => badRequest(`${name}-not-json`)) : undefined;
  };
  return {
    query: query.get('query') ?? undefined,
    ...(query.has('documentId') && { documentId: query.get('documentId') }),
    operationName: query.get('operationName') ?? undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  };
}

/**
 * Puts the document in the place of its id, which comes as `documentId` (GraphQL over HTTP) or as Apollo's
 * `extensions.persistedQuery.sha256Hash`; or lets a document pass that is one of them to the letter.
 */
function createTrustedDocumentResolver(documents: TrustedDocuments): (params: unknown) => unknown {
  const texts = new Set(documents.values());
  return (params) => {
    if (!isObject(params)) return params;
    const { documentId, query, ...others } = params;
    const persisted = isObject(others.extensions) ? others.extensions.persistedQuery : undefined;
    const id = documentId ?? (isObject(persisted) ? persisted.sha256Hash : undefined);
    const document = isAbsent(id) ? query : documents.get(id as string);
    const isTrusted = texts.has(document as string) && (isAbsent(query) || query === document);
    if (!isTrusted) throw badRequest('untrusted-document');
    return { ...others, query: document };
  };
}

const PARAMETERS = new Set(['query', 'operationName', 'variables', 'extensions']);

/** The four parameters of GraphQL over HTTP, each of its own type, and no others. */
function checkParams(params: unknown): GraphQLParams {
  if (Array.isArray(params)) throw badRequest('batching');
  if (!isObject(params)) throw badRequest('body-not-an-object');
  for (const name in params) if (!PARAMETERS.has(name)) throw unknownParameter(name);
  const { query, operationName, variables, extensions } = params;
  if (query === undefined || query === null || query === '') {
    throw isPersisted(extensions) ? notPersisted() : badRequest('query-missing');
  }
  if (typeof query !== 'string') throw badRequest('query-not-a-string');
  if (!isAbsent(operationName) && typeof operationName !== 'string') {
    throw badRequest('operation-name-not-a-string');
  }
  if (!isAbsent(variables) && !isObject(variables)) throw badRequest('variables-not-an-object');
  if (!isAbsent(extensions) && !isObject(extensions)) throw badRequest('extensions-not-an-object');
  if (isDeeperThan(variables, MAX_VARIABLES_DEPTH)) {
    throw limitExceeded('variables', MAX_VARIABLES_DEPTH, { http: { status: 400 } });
  }
  const checked: GraphQLParams = { query };
  if (typeof operationName === 'string' && operationName !== '') checked.operationName = operationName;
  if (isObject(variables)) checked.variables = variables;
  if (isObject(extensions)) checked.extensions = extensions;
  return checked;
}

/** The name is only shown if it can be a parameter's. */
function unknownParameter(name: string): GatewayError {
  return badRequest('unknown-parameter', 400, {}, /^\w{1,64}$/.test(name) ? { parameter: name } : undefined);
}

/** Whether a client sends the hash of its document in place of the document. */
function isPersisted(extensions: unknown): boolean {
  return isObject(extensions) && isObject(extensions.persistedQuery);
}

/** Apollo Client, urql and routers answer this error by sending the document. */
function notPersisted(): GatewayError {
  return new GatewayError('PERSISTED_QUERY_NOT_SUPPORTED', { http: { status: 400, spec: true } });
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  if (Array.isArray(value)) return value.some((child) => isDeeperThan(child, depth - 1));
  for (const name in value)
    if (isDeeperThan((value as Record<string, unknown>)[name], depth - 1)) return true;
  return false;
}
