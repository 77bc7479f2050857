import { readFileSync } from 'node:fs';
import { integer, oneOf, type Rule } from '../lib/option-rules.ts';
import { isOnByDefault, type PlainSetting, type ValuesOf } from '../lib/settings.ts';
import { nearestOf } from './near-misses.ts';
import { SECRETS, SETTINGS } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type ReadFile = (path: string) => string;

/** Reads the variables of an environment, and collects the mistakes in them. An empty variable counts as absent. */
export interface Variables {
  /** One sentence for each mistake, without the value of a secret. */
  readonly problems: string[];
  /** The text of a variable. */
  get(variable: string): string | undefined;
  /** The text of a variable, or of the file that `NAME_FILE` names. */
  getSecret(variable: string): string | undefined;
  /**
   * The values of settings, by the same names. A setting with a mistake has its default.
   * @param mode decides the default of a switch that is on in the sandbox
   */
  values<S extends Readonly<Record<string, PlainSetting>>>(settings: S, mode?: string): ValuesOf<S>;
}

export const readTextFile: ReadFile = (path) => readFileSync(path, 'utf8');

export function createVariables(environment: Environment, readFile: ReadFile = readTextFile): Variables {
  const problems: string[] = [];
  const get = (variable: string) => environment[variable] || undefined;

  function getSecret(variable: string): string | undefined {
    const path = get(`${variable}_FILE`);
    if (path === undefined) return get(variable);
    if (get(variable)) problems.push(`${variable}_FILE: not together with ${variable}; remove one.`);
    try {
      return readFile(path).trim() || undefined;
    } catch (error) {
      problems.push(
        `${variable}_FILE: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
      );
      return undefined;
    }
  }

  function valueOf(setting: PlainSetting, mode: string): unknown {
    const { variable, isSecret } = setting;
    const text = isSecret ? getSecret(variable) : get(variable);
    /** Whether a value satisfies a rule. Reports the text if it does not. */
    const keeps = (rule: Rule, value: unknown) => {
      if (rule.holds(value)) return true;
      problems.push(`${variable}: must be ${rule.text}, not ${JSON.stringify(text)}.`);
      return false;
    };
    switch (setting.kind) {
      case 'integer': {
        if (text === undefined) return setting.default;
        const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
        return keeps(integer(setting.range), value) ? value : setting.default;
      }
      case 'switch':
        if (text === undefined || !keeps(ON_OR_OFF, text)) return isOnByDefault(setting, mode);
        return text === 'on';
      case 'choice':
        return text !== undefined && keeps(oneOf(setting.choices), text) ? text : setting.default;
      case 'list': {
        const entries = entriesOf(text);
        for (const entry of entries) {
          if (setting.entry.holds(entry)) continue;
          problems.push(`${variable}: ${JSON.stringify(entry)} is not ${setting.entry.text}.`);
        }
        return entries;
      }
      case 'text':
        if (text === undefined || setting.rule.holds(text)) return text ?? setting.default;
        // A URL may hold a password, so the message leaves out the text.
        problems.push(`${variable}: must be ${setting.rule.text}.`);
        return setting.default;
    }
  }

  return {
    problems,
    get,
    getSecret,
    values<S extends Readonly<Record<string, PlainSetting>>>(settings: S, mode = '') {
      const entries = Object.entries(settings).map(([name, setting]) => [name, valueOf(setting, mode)]);
      // Sound: each name has a value of its setting's kind.
      return Object.fromEntries(entries) as ValuesOf<S>;
    },
  };
}

const ON_OR_OFF = oneOf(['on', 'off']);

/** The entries of a list that is separated by commas. */
export function entriesOf(text = ''): readonly string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

/** Every name that the command reads: a secret may also be in a file, which `NAME_FILE` names. */
const KNOWN: ReadonlySet<string> = new Set([
  ...SETTINGS.map(({ variable }) => variable),
  ...[...SECRETS].map((variable) => `${variable}_FILE`),
]);

/** Prefixes of variables that platforms set: they are not mistakes, even if they resemble one of ours. */
const PLATFORM = /^(npm_|NODE_|GITHUB_|KUBERNETES_|LC_|XDG_|SSH_|GPG_|AWS_|DOCKER_)/;

/** Shorter names resemble too many others. */
const MIN_NAME_LENGTH = 8;

/**
 * Reports variables whose names differ from a known one by a letter or two: their settings would be ignored. A name
 * has at least eight characters and an underscore. Values are not repeated.
 * @param of only variables that resemble these names. Default: all
 */
export function mistypedVariables(environment: Environment, of = /^/): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    if (!value || KNOWN.has(name) || PLATFORM.test(name)) return [];
    if (name.length < MIN_NAME_LENGTH || !name.includes('_')) return [];
    const known = nearestOf(name, KNOWN);
    if (known === undefined || !of.test(known)) return [];
    return [`${name}: there is no such variable. Did you mean ${known}?`];
  });
}
