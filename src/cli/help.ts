import { VARIABLES } from './config-variables.ts';

/** A command, as `--help` explains it. */
interface CommandHelp {
  readonly usage: string;
  readonly meaning: string;
  /** By name, without the dashes. */
  readonly flags: Readonly<Record<string, string>>;
}

const COMMANDS = {
  start: {
    usage: 'kommunicate-graphql [start] [flags]',
    meaning: 'run the gateway, by default with the sandbox behind it',
    flags: {},
  },
  token: {
    usage: 'kommunicate-graphql token --user ID [--role ROLE]',
    meaning: 'sign a token for service mode with JWT_SECRET, good for an hour',
    flags: {
      user: 'required: the id of the user that the token stands for',
      role: 'USER, AGENT or SERVICE; default: USER',
    },
  },
  sdl: {
    usage: 'kommunicate-graphql sdl [--dialect DIALECT] [--type-prefix PREFIX]',
    meaning: 'print the schema for a registry or a composer, without a server',
    flags: {
      dialect: 'federation or stitching; default: federation',
      'type-prefix': 'what the names of our types begin with; default: TYPE_PREFIX, else none',
    },
  },
  emulator: {
    usage: 'kommunicate-graphql emulator [--port PORT] [--host HOST] [--api-key KEY] [--shape SHAPE]',
    meaning: 'run the sandbox’s REST API alone',
    flags: {
      port: '0 picks a free one; default: 4001',
      host: 'the address to listen on; default: 127.0.0.1',
      'api-key': 'the key that calls must carry; default: the one that is printed',
      shape: 'documented or live; default: documented',
    },
  },
} as const satisfies Record<string, CommandHelp>;

export type CommandName = keyof typeof COMMANDS;
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

/** What `--help` prints: of one command, or of all. */
export function helpOf(command?: CommandName): string {
  if (command === undefined) return `${overview()}\n${settings()}`;
  const { usage, meaning, flags } = COMMANDS[command];
  const parts = [`${usage}\n\n${meaning}\n`];
  if (Object.keys(flags).length > 0) parts.push(`Flags:\n${columns(dashed(flags))}`);
  if (command === 'token') parts.push(`Variables:\n${columns(SIGNING)}`);
  if (command === 'start') parts.push(settings());
  return parts.join('\n');
}

/** What `token` reads. */
const SIGNING = Object.fromEntries(
  (
    ['JWT_SECRET', 'JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_USER_CLAIM', 'JWT_ROLE_CLAIM', 'JWT_ROLE_MAP'] as const
  ).map((name) => [name, VARIABLES[name].meaning]),
);

function overview(): string {
  const meanings = Object.values(COMMANDS).map(({ usage, meaning }) => `${usage}\n    ${meaning}\n`);
  return `${meanings.join('')}
kommunicate-graphql COMMAND --help explains one command; -h is --help, -v is --version.
`;
}

function settings(): string {
  const rows = Object.entries(VARIABLES).map(
    ([name, { fallback, meaning }]) => [name, `${meaning}\ndefault: ${fallback}`] as const,
  );
  return `Settings of start are environment variables. Each but secrets is a flag as well, such as --port for PORT:
${columns(Object.fromEntries(rows))}`;
}

function dashed(flags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(flags).map(([name, meaning]) => [`--${name}`, meaning]));
}

/** Names, and in a column of their own what they mean. */
function columns(meanings: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(meanings).map((name) => name.length)) + 4;
  return Object.entries(meanings)
    .map(
      ([name, meaning]) =>
        `${`  ${name}`.padEnd(width)}${meaning.replaceAll('\n', `\n${' '.repeat(width)}`)}\n`,
    )
    .join('');
}
