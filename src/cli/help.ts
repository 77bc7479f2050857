import type { Setting } from '../lib/settings.ts';
import { defaultTextOf, SETTING_GROUPS, SETTINGS, TOKENS } from './settings.ts';

/** A command, as `--help` explains it. */
interface CommandHelp {
  readonly usage: string;
  readonly description: string;
  /** By name, without the dashes. */
  readonly flags: Readonly<Record<string, string>>;
}

/** What the emulator listens on, and sends, when no flag says otherwise. */
export const EMULATOR_DEFAULTS: { readonly port: number; readonly shape: string; readonly clock: string } = {
  port: 4001,
  shape: 'documented',
  clock: 'real',
};

const COMMANDS = {
  start: {
    usage: 'kommunicate-graphql [start] [flags]',
    description: 'run the gateway, by default with the sandbox as its REST API',
    flags: {},
  },
  token: {
    usage: 'kommunicate-graphql token --user ID [--role ROLE] | --explain TOKEN',
    description:
      'sign a token for service mode with JWT_SECRET, valid for an hour; or say who a token is for, or which check it fails',
    flags: {
      user: 'the user id of the token to sign',
      role: 'USER, AGENT or SERVICE; default: USER',
      explain:
        'a token to check as the gateway does; - reads it from standard input. Exits with 1 if it is not valid',
    },
  },
  check: {
    usage: 'kommunicate-graphql check [flags]',
    description:
      'check the settings of start, the keys that verify tokens, one REST call with the Api-Key, and Redis; exits with 0 or 1',
    flags: {},
  },
  sdl: {
    usage: 'kommunicate-graphql sdl [--dialect DIALECT] [--type-prefix PREFIX]',
    description: 'print the schema for a registry or a composer, without a server',
    flags: {
      dialect: 'federation, stitching or client; default: federation',
      'type-prefix': 'prefix of all type names; default: TYPE_PREFIX, else none',
    },
  },
  emulator: {
    usage: 'kommunicate-graphql emulator [flags]',
    description: 'run the sandbox’s REST API alone',
    flags: {
      port: `port to listen on; 0 picks a free one; default: ${EMULATOR_DEFAULTS.port}`,
      host: 'address to listen on; default: 127.0.0.1',
      'api-key': 'the key that calls must carry; default: the key that the command prints',
      shape: `live or documented; default: ${EMULATOR_DEFAULTS.shape}`,
      clock: `real, or fixed for the same times in every run; default: ${EMULATOR_DEFAULTS.clock}`,
      'webhook-url': 'where a webhook goes after each stored message; default: none are sent',
      'webhook-token': 'the token of the webhooks; default: none',
      visitor: 'a scripted customer writes every four seconds; default: off',
    },
  },
} as const satisfies Record<string, CommandHelp>;

export type CommandName = keyof typeof COMMANDS;
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

/** The text of `--help`: for one command, or for all. */
export function helpOf(command?: CommandName): string {
  if (command === undefined) return `${overview()}\n${settings()}`;
  const { usage, description, flags } = COMMANDS[command];
  const parts = [`${usage}\n\n${description}\n`];
  const rows = Object.entries(flags).map(([name, text]): Row => [`--${name}`, text]);
  if (rows.length > 0) parts.push(`Flags:\n${columns(rows)}`);
  if (command === 'token') parts.push(`Variables:\n${columns(TOKENS.map(rowOf))}`);
  if (command === 'start') parts.push(settings());
  return parts.join('\n');
}

function overview(): string {
  const commands = Object.values(COMMANDS).map(({ usage, description }) => `${usage}\n    ${description}\n`);
  return `${commands.join('')}
kommunicate-graphql COMMAND --help explains one command; -h is --help, -v is --version.
`;
}

function settings(): string {
  const groups = SETTING_GROUPS.map(
    (group) => `\n${group.title}:\n${columns(group.settings.map(rowWithDefault), WIDTH)}`,
  );
  return `Settings of start are environment variables. Each is also a flag, such as --port for PORT, unless it is a secret:
${groups.join('')}`;
}

type Row = readonly [name: string, text: string];

function rowOf({ variable, description }: Setting): Row {
  return [variable, description];
}

function rowWithDefault(setting: Setting): Row {
  const [variable, description] = rowOf(setting);
  return [variable, `${description}\ndefault: ${defaultTextOf(setting)}`];
}

/** The width of the column of names in all groups of settings. */
const WIDTH = widthOf(SETTINGS.map(rowOf));

function widthOf(rows: readonly Row[]): number {
  return Math.max(...rows.map(([name]) => name.length)) + 4;
}

/** Names in one column, texts in another. */
function columns(rows: readonly Row[], width = widthOf(rows)): string {
  const indent = `\n${' '.repeat(width)}`;
  return rows
    .map(([name, text]) => `${`  ${name}`.padEnd(width)}${text.replaceAll('\n', indent)}\n`)
    .join('');
}
