/** Content codings that the gateway can send, the smallest result first. */
export type Coding = 'br' | 'gzip' | 'identity';

const CODINGS: readonly Coding[] = ['br', 'gzip'];

/** Characters in the header at most; a longer one is ignored. */
const MAX_LENGTH = 1000;

/**
 * The content coding for a client, by its `Accept-Encoding` (RFC 9110, 12.5.3): the one with the highest quality, and `br`
 * before `gzip` if they are equal. `identity` if the client accepts neither, also if it rejects `identity`.
 */
export function chooseCoding(header: string | null): Coding {
  if (header === null || header.length > MAX_LENGTH) return 'identity';
  const qualities = new Map<string, number>();
  for (const item of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    qualities.set(name, qualityOf(parameters));
  }
  const wildcard = qualities.get('*') ?? 0;
  const qualityOfCoding = (coding: string) => qualities.get(coding) ?? wildcard;
  let [chosen, best]: [Coding, number] = ['identity', 0];
  for (const coding of CODINGS) {
    if (qualityOfCoding(coding) > best) [chosen, best] = [coding, qualityOfCoding(coding)];
  }
  return (qualities.get('identity') ?? 0) > best ? 'identity' : chosen;
}

/** The quality value of an item; 0 if it has a wrong parameter. */
function qualityOf(parameters: readonly string[]): number {
  const [parameter, ...others] = parameters;
  if (parameter === undefined) return 1;
  const [, value] = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.exec(parameter) ?? [];
  return value === undefined || others.length > 0 ? 0 : Number(value);
}
