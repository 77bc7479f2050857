/*
 * The shapes of settings. A setting is an option of a factory, an environment variable and a flag of the command. Each
 * layer lists its settings once: defaults, checks, parsing, `--help` and docs/configuration.md all come from that list.
 */

import { boolean, integer, list, oneOf, type Range, type Rule } from './option-rules.ts';

interface Described {
  /** The environment variable. The flag has the same name: `PORT` is `--port`. */
  readonly variable: string;
  /** What `--help` and docs/configuration.md say: the meaning, the unit, and what happens at the limit. */
  readonly description: string;
  /** What `--help` and docs/configuration.md show as the default. Default: the default itself, or `none`. */
  readonly defaultText?: string;
  /** Whether the value stays out of flags and messages, and may come from the file that `NAME_FILE` names. */
  readonly isSecret?: true;
}

interface IntegerSetting extends Described {
  readonly kind: 'integer';
  readonly range: Range;
  readonly default?: number;
}

export interface SwitchSetting extends Described {
  readonly kind: 'switch';
  /** `sandbox`: on in that mode, off in the others. */
  readonly default: boolean | 'sandbox';
}

interface ChoiceSetting extends Described {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
}

interface ListSetting extends Described {
  readonly kind: 'list';
  readonly entry: Rule;
  /** The entries, worded to follow "an array of". */
  readonly entries: string;
}

interface TextSetting extends Described {
  readonly kind: 'text';
  readonly rule: Rule;
  readonly default?: string;
}

/** A setting that needs its own parser. */
interface OtherSetting extends Described {
  readonly kind: 'other';
  readonly default?: string;
}

/** A setting that the command reads without further code. */
export type PlainSetting = IntegerSetting | SwitchSetting | ChoiceSetting | ListSetting | TextSetting;

export type Setting = PlainSetting | OtherSetting;

/** The kind of setting that an option of a type needs. */
type SettingOf<Value> = [Value] extends [boolean]
  ? SwitchSetting
  : [Value] extends [number]
    ? IntegerSetting
    : [Value] extends [string]
      ? string extends Value
        ? TextSetting
        : ChoiceSetting
      : [Value] extends [readonly string[]]
        ? ListSetting
        : OtherSetting;

/** One setting for each of some options. */
export type SettingsOf<Options> = {
  readonly [Name in keyof Options]-?: SettingOf<Exclude<Options[Name], undefined>>;
};

type TextOrNumber<S, Value> = S extends { readonly default: Value } ? Value : Value | undefined;

/** The type of a setting's value, once it is read. */
type ValueOf<S extends PlainSetting> = S extends IntegerSetting
  ? TextOrNumber<S, number>
  : S extends SwitchSetting
    ? boolean
    : S extends ChoiceSetting
      ? S['choices'][number]
      : S extends ListSetting
        ? readonly string[]
        : TextOrNumber<S, string>;

export type ValuesOf<Settings extends Readonly<Record<string, PlainSetting>>> = {
  readonly [Name in keyof Settings]: ValueOf<Settings[Name]>;
};

/** The longest time that a setting may give: ten minutes, in milliseconds. */
export const MAX_TIME_MS = 600_000;

/** Whether a switch is on when it is not set. */
export function isOnByDefault(setting: SwitchSetting, mode: string): boolean {
  return setting.default === 'sandbox' ? mode === 'sandbox' : setting.default;
}

/** The rules for options: those of the settings with the same names. */
export function rulesOf(settings: Readonly<Record<string, PlainSetting>>): Readonly<Record<string, Rule>> {
  return Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, ruleOf(setting)]));
}

function ruleOf(setting: PlainSetting): Rule {
  switch (setting.kind) {
    case 'integer':
      return integer(setting.range);
    case 'switch':
      return boolean;
    case 'choice':
      return oneOf(setting.choices);
    case 'list':
      return list(setting.entry, setting.entries);
    case 'text':
      return setting.rule;
  }
}
