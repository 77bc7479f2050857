import type { GraphQLParams } from 'graphql-yoga';
import { badRequest, GatewayError, limitExceeded } from '../errors.ts';
import { isObject, parseJson } from '../lib/json.ts';
import type { TrustedDocuments } from '../graphql/documents/trusted-documents.ts';
import { MAX_PARSED_HEADER, parseMediaType } from './media-type.ts';
import { nodeBody, readBody, streamBody } from './request-body.ts';
import type { RequestState } from './request-state.ts';
import { urlOf } from './request-url.ts';

export interface GraphQLParamsOptions {
  /** Maximum number of bytes in the body of a request. A larger body is 413 `LIMIT_EXCEEDED` (`body`). */
  readonly maxBodyBytes: number;
  /** The only documents that the gateway executes. Default: it executes any. */
  readonly trustedDocuments?: TrustedDocuments | undefined;
}

/** Maximum number of nested levels in the variables. */
const MAX_VARIABLES_DEPTH = 16;

/**
 * Reads the GraphQL parameters. The gateway accepts only two forms of a request: a POST with an `application/json` body in
 * UTF-8, and a GET with a query string. Yoga itself also accepts form posts, which any web page can send without a
 * preflight.
 */
export function createParamsReader({ maxBodyBytes, trustedDocuments }: GraphQLParamsOptions) {
  const resolveTrusted = trustedDocuments && createTrustedDocumentResolver(trustedDocuments);
  /** @param onReceived called when the body has arrived, before it is parsed; throws to reject the request */
  return async (request: Request, state: RequestState, onReceived: () => void): Promise<GraphQLParams> => {
    const { method, headers } = request;
    if (method !== 'GET' && method !== 'POST') throw badRequest('method', 405, { Allow: 'GET, POST' });
    checkContentType(headers, method);
    const { deadline, principal, req } = state;
    // A schema registry sends its own document, and can read nothing but the schema.
    const resolveDocument = principal?.role === 'REGISTRY' ? undefined : resolveTrusted;
    const reader = () => (req ? nodeBody(req) : streamBody(request.body));
    const body = method === 'GET' ? undefined : await readBody(headers, reader(), maxBodyBytes, deadline);
    if (body !== undefined) state.requestBytes = Buffer.byteLength(body);
    onReceived();
    const input =
      body === undefined
        ? paramsOfQuery(urlOf(request).searchParams)
        : parseJson(body, () => badRequest('body-not-json'));
    const params = checkParams(resolveDocument ? resolveDocument(input, state) : input);
    const { operationName } = params;
    if (operationName && /^\w{1,128}$/.test(operationName)) state.operationName = operationName;
    return params;
  };
}

function checkContentType(headers: Headers, method: 'GET' | 'POST'): void {
  if (method === 'GET' && headers.get('content-type') === null) return;
  checkJsonContentType(headers);
}

/**
 * Checks that a body is JSON in UTF-8, and not compressed.
 * @throws {GatewayError} 415 for any other body
 */
export function checkJsonContentType(headers: Headers): void {
  const contentType = headers.get('content-type');
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
 * Replaces the id of a trusted document by its text. The id is `documentId` (GraphQL over HTTP) or Apollo's
 * `extensions.persistedQuery.sha256Hash`. A request may also send the exact text of a trusted document.
 */
function createTrustedDocumentResolver(
  documents: TrustedDocuments,
): (params: unknown, state: RequestState) => unknown {
  const ids = new Map([...documents].map(([id, text]) => [text, id]));
  return (params, state) => {
    if (!isObject(params)) return params;
    const { documentId, query, ...others } = params;
    const persisted = isObject(others.extensions) ? others.extensions.persistedQuery : undefined;
    const id = documentId ?? (isObject(persisted) ? persisted.sha256Hash : undefined);
    const document = isAbsent(id) ? query : documents.get(id as string);
    const trustedId = ids.get(document as string);
    const isTrusted = trustedId !== undefined && (isAbsent(query) || query === document);
    if (!isTrusted) throw badRequest('untrusted-document');
    state.documentId = isAbsent(id) ? trustedId : (id as string);
    return { ...others, query: document };
  };
}

const PARAMETERS = new Set(['query', 'operationName', 'variables', 'extensions']);

/** Accepts the four parameters of GraphQL over HTTP, with their types, and no others. */
function checkParams(input: unknown): GraphQLParams {
  if (Array.isArray(input)) throw badRequest('batching');
  if (!isObject(input)) throw badRequest('body-not-an-object');
  for (const name in input) if (!PARAMETERS.has(name)) throw unknownParameter(name);
  const { query, operationName, variables, extensions } = input;
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
  const params: GraphQLParams = { query };
  if (typeof operationName === 'string' && operationName !== '') params.operationName = operationName;
  if (isObject(variables)) params.variables = variables;
  if (isObject(extensions)) params.extensions = extensions;
  return params;
}

/** Shows the name only if it looks like a parameter name: other text could be a value of the caller. */
function unknownParameter(name: string): GatewayError {
  return badRequest('unknown-parameter', 400, {}, /^\w{1,64}$/.test(name) ? { parameter: name } : undefined);
}

/** Whether the client sends the hash of its document instead of the document. */
function isPersisted(extensions: unknown): boolean {
  return isObject(extensions) && isObject(extensions.persistedQuery);
}

/** On this error, Apollo Client, urql and routers send the document. */
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
