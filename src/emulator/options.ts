import type { ResponseShape } from './wire.ts';

export interface EmulatorOptions {
  /** Default: `127.0.0.1`. */
  readonly host?: string;
  /** Default: 0, which picks a free port. */
  readonly port?: number;
  /** The key that calls must have. Default: `emulator-api-key`. */
  readonly apiKey?: string;
  /** Default: `documented`. */
  readonly shape?: ResponseShape;
  /** Whether a page that ends at a time includes entries of that millisecond. Default: no. */
  readonly endTimeInclusive?: boolean;
  /**
   * Whether the emulator serves the seed's pictures and files. Default: no. Their URLs are then the same in every run, but
   * no server has them.
   */
  readonly ownPictures?: boolean;
  /**
   * `real`: the clock starts at the time of the seed, and moves with real time. `fixed`: it only moves by a second with each
   * message, so that every run has the same times. Default: `real`.
   */
  readonly clock?: 'real' | 'fixed';
  /**
   * The maximum number of stored calls, of stored messages, and of webhooks. At the limit the oldest are dropped. Messages together have
   * at most 16 Mi characters. Default: 1000.
   */
  readonly maxCalls?: number;
  /** Where a webhook goes after each stored message. Default: none are sent. */
  readonly webhookUrl?: string;
  /** The token of the webhooks. Default: they have none. */
  readonly webhookToken?: string;
  /** Whether a scripted customer writes in the first conversation every four seconds. Default: no. */
  readonly visitor?: boolean;
}

interface Rule {
  readonly text: string;
  readonly holds: (value: unknown) => boolean;
}

const isBetween = (value: unknown, min: number, max: number) =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
const isUrl = (value: unknown) => /^https?:\/\//.test(String(value)) && URL.canParse(String(value));
const isText = (value: unknown) => typeof value === 'string' && value !== '';

const RULES: Readonly<Record<keyof EmulatorOptions, Rule>> = {
  host: { text: 'a string that is not empty', holds: isText },
  port: { text: 'a whole number from 0 to 65535', holds: (value) => isBetween(value, 0, 65_535) },
  apiKey: { text: 'a string that is not empty', holds: isText },
  shape: { text: 'documented or live', holds: (value) => value === 'documented' || value === 'live' },
  endTimeInclusive: { text: 'true or false', holds: (value) => typeof value === 'boolean' },
  ownPictures: { text: 'true or false', holds: (value) => typeof value === 'boolean' },
  webhookUrl: { text: 'an http or https URL', holds: isUrl },
  webhookToken: { text: 'a string that is not empty', holds: isText },
  visitor: { text: 'true or false', holds: (value) => typeof value === 'boolean' },
  clock: { text: 'real or fixed', holds: (value) => value === 'real' || value === 'fixed' },
  maxCalls: { text: 'a whole number from 1 to 1000000', holds: (value) => isBetween(value, 1, 1_000_000) },
};

/**
 * Checks the options of an emulator. An undefined option counts as absent.
 * @throws {TypeError} for the first invalid option, with its name, its rule and its value; never with a key
 */
export function checkEmulatorOptions(options: EmulatorOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`startEmulator: options must be an object, not ${String(options)}`);
  }
  for (const [name, { text, holds }] of Object.entries(RULES)) {
    const value: unknown = options[name as keyof EmulatorOptions];
    if (value === undefined || holds(value)) continue;
    const isPlain =
      ['string', 'number', 'boolean'].includes(typeof value) &&
      !['apiKey', 'webhookToken', 'webhookUrl'].includes(name);
    const shown = isPlain ? JSON.stringify(value).slice(0, 60) : `a value of type ${typeof value}`;
    throw new TypeError(`startEmulator: ${name} must be ${text}, not ${shown}`);
  }
}
