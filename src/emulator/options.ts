import type { EmulatorOptions } from './server.ts';

interface Rule {
  readonly text: string;
  readonly holds: (value: unknown) => boolean;
}

const isBetween = (value: unknown, least: number, most: number) =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
const isText = (value: unknown) => typeof value === 'string' && value !== '';

const RULES: Readonly<Record<keyof EmulatorOptions, Rule>> = {
  host: { text: 'a string that is not empty', holds: isText },
  port: { text: 'a whole number from 0 to 65535', holds: (value) => isBetween(value, 0, 65_535) },
  apiKey: { text: 'a string that is not empty', holds: isText },
  shape: { text: 'documented or live', holds: (value) => value === 'documented' || value === 'live' },
  endTimeInclusive: { text: 'true or false', holds: (value) => typeof value === 'boolean' },
  ownPictures: { text: 'true or false', holds: (value) => typeof value === 'boolean' },
  maxCalls: { text: 'a whole number from 1 to 1000000', holds: (value) => isBetween(value, 1, 1_000_000) },
};

/**
 * Checks the options of an emulator. An option that is undefined counts as absent.
 * @throws {TypeError} naming the first option that breaks its rule, the rule and the value; never a key
 */
export function checkEmulatorOptions(options: EmulatorOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`startEmulator: options must be an object, not ${String(options)}`);
  }
  for (const [name, { text, holds }] of Object.entries(RULES)) {
    const value: unknown = options[name as keyof EmulatorOptions];
    if (value === undefined || holds(value)) continue;
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value) && name !== 'apiKey';
    const shown = isPlain ? JSON.stringify(value).slice(0, 60) : `a value of type ${typeof value}`;
    throw new TypeError(`startEmulator: ${name} must be ${text}, not ${shown}`);
  }
}
