/** The headers that name a client: those of Apollo, and those of Cosmo and Hive. */
const NAMES = ['graphql-client-name', 'apollographql-client-name'] as const;
const VERSIONS = ['graphql-client-version', 'apollographql-client-version'] as const;

/** Visible ASCII characters and inner spaces. */
const FORMAT = /^[\x21-\x7e](?:[\x20-\x7e]{0,62}[\x21-\x7e])?$/;

/** The client that sent a request, as it names itself. Values of another form than 64 ASCII characters are absent. */
export interface ClientInfo {
  readonly name: string | undefined;
  readonly version: string | undefined;
}

const UNNAMED: ClientInfo = { name: undefined, version: undefined };

export function readClientInfo(headers: Headers): ClientInfo {
  const name = firstOf(NAMES, headers);
  return name === undefined ? UNNAMED : { name, version: firstOf(VERSIONS, headers) };
}

function firstOf(names: readonly string[], headers: Headers): string | undefined {
  for (const name of names) {
    const value = headers.get(name);
    if (value !== null && FORMAT.test(value)) return value;
  }
  return undefined;
}
