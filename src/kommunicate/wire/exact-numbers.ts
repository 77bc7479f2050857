/* JSON numbers that a `number` cannot represent exactly. They keep every digit only as text. */

/** Whether a parsed number may differ from its JSON text: a long fraction, or a value beyond 2^53. */
export function mayHaveLostDigits(value: number): boolean {
  if (Number.isSafeInteger(value)) return false;
  return Number.isInteger(value) || !Number.isFinite(value) || String(value).length > 16;
}

/** Matches every text with a number that loses digits, and some others: 16 digits in a row, or an exponent. */
const SUSPECT = /\d[\d.]{15}|\d[eE]/;
const NUMBER = /-?\d[\d.eE+-]*/g;

/**
 * Quotes each number of a JSON text that a `number` cannot hold: an integer beyond 2^53, or a number that would lose
 * digits.
 * @param text valid JSON
 * @returns the same text if there is no such number
 */
export function quoteInexactNumbers(text: string): string {
  if (!SUSPECT.test(text)) return text;
  // Skips from string to string. A reviver of `JSON.parse` would take thirty times as long.
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const begin = text.indexOf('"', at);
    const between = text.slice(at, begin === -1 ? text.length : begin);
    parts.push(between.replace(NUMBER, (literal) => (isExact(literal) ? literal : `"${literal}"`)));
    if (begin === -1) break;
    let end = text.indexOf('"', begin + 1);
    while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
    at = end === -1 ? text.length : end + 1;
    parts.push(text.slice(begin, at));
  }
  return parts.join('');
}

/** Whether an odd number of backslashes precedes a position. */
function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === '\\') first -= 1;
  return (at - first) % 2 === 1;
}

function isExact(literal: string): boolean {
  const value = Number(literal);
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) return false;
  return !SUSPECT.test(literal) || decimalOf(literal) === decimalOf(String(value));
}

/** A canonical form, without outer zeros: `1.50` and `15e-1` have the same. */
function decimalOf(literal: string): string {
  const [mantissa = '', power = '0'] = literal.toLowerCase().replace(/^-/, '').split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  let first = 0;
  let last = digits.length;
  while (digits[first] === '0') first += 1;
  while (last > first && digits[last - 1] === '0') last -= 1;
  if (first === last) return '0';
  return `${digits.slice(first, last)}e${Number(power) - fraction.length + digits.length - last}`;
}
