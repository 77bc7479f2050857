import type { FieldNode } from 'graphql';
import { MAX_VALUES } from './response-budget.ts';

/** A text, a JSON value or a response name costs one more value for every `BYTES_PER_VALUE` bytes of JSON. */
const BYTES_PER_VALUE = 100;
/** Maximum number of JSON bytes for one UTF-16 code unit: a control character is written as `\u0001`. */
const MAX_BYTES_PER_CODE_UNIT = 6;

/** The cost of a leaf's length, in values, in addition to one for the leaf itself. */
export function costOfLeaf(value: unknown): number {
  if (typeof value === 'string') return costOfText(value);
  return typeof value === 'object' && value !== null ? costOfJson(value) : 0;
}

/** The cost of a response name's length, in values. Names are ASCII. */
export function costOfName(name: string): number {
  return Math.floor(name.length / BYTES_PER_VALUE);
}

/** The cost of the response name of one field, given its nodes. */
export function costOfResponseName([node]: readonly FieldNode[]): number {
  return node ? costOfName((node.alias ?? node.name).value) : 0;
}

function costOfText(text: string): number {
  const { length } = text;
  // Fast path: most texts are too short to cost anything, whatever their characters are.
  if (length * MAX_BYTES_PER_CODE_UNIT < BYTES_PER_VALUE) return 0;
  // No budget covers a text of this length, so its exact cost does not matter.
  if (length > MAX_VALUES * BYTES_PER_VALUE) return MAX_VALUES;
  // JSON.stringify writes a lone surrogate as an escape of six bytes.
  const extraBytesOfSurrogate = text.isWellFormed() ? 1 : 5;
  let bytes = length;
  for (let index = 0; index < length; index += 1)
    bytes += extraBytes(text.charCodeAt(index), extraBytesOfSurrogate);
  return Math.floor(bytes / BYTES_PER_VALUE);
}

/** Bytes that a UTF-16 code unit takes in JSON, less one. */
function extraBytes(codeUnit: number, extraBytesOfSurrogate: number): number {
  if (codeUnit < 0x20) return 5;
  if (codeUnit < 0x80) return codeUnit === 0x22 || codeUnit === 0x5c ? 1 : 0;
  if (codeUnit < 0x800) return 1;
  return codeUnit >= 0xd800 && codeUnit < 0xe000 ? extraBytesOfSurrogate : 2;
}

/** Costs by JSON value: a value that is in the response many times is measured only once. */
const costs = new WeakMap<object, number>();

function costOfJson(value: object): number {
  let cost = costs.get(value);
  if (cost === undefined) {
    cost = Math.ceil(bytesOfJson(value) / BYTES_PER_VALUE);
    costs.set(value, cost);
  }
  return cost;
}

function bytesOfJson(value: object): number {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch {
    // A value that cannot be written fails in `serializeResult`.
    return 0;
  }
}
