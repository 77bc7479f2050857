import type { WireMetadata } from '../types.ts';
import { asList, isObject } from '../wire/values.ts';
import type { ActionableInput } from './inputs.ts';
import type { Json, TemplateKind, TemplateOf } from './types.ts';

/** How one template is checked, written and read. */
export interface TemplateFormat<K extends TemplateKind> {
  /** The `templateId` values that mean it (wire-facts 8.2). The gateway writes the first and reads all of them. */
  readonly ids: readonly [string, ...string[]];
  /**
   * Checks what a caller wrote.
   * @param argument the path of the input in the arguments, for errors
   * @throws {GatewayError} `BAD_USER_INPUT` for what a client could not show, or must not open
   */
  readonly check: (input: NonNullable<ActionableInput[K]>, argument: string) => TemplateOf<K>;
  /** The payload, before it becomes JSON text. */
  readonly encode: (template: TemplateOf<K>) => object;
  /** Metadata that the template needs next to its payload. */
  readonly encodeMetadata?: (template: TemplateOf<K>) => WireMetadata;
  /** Reads a payload of any writer. Undefined if its root is not the template's. */
  readonly decode: (payload: unknown, metadata: WireMetadata) => TemplateOf<K> | undefined;
}

/** A copy without the fields that are null or undefined. */
export function withoutNulls(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value != null));
}

/** Decodes the objects of a list and skips its other entries. Undefined if it is not a list. */
export function asObjects<T>(value: unknown, decode: (entry: Json) => T): T[] | undefined {
  return asList(value, (entry) => (isObject(entry) ? decode(entry) : undefined));
}
