/** A metric in an expression of PromQL, with the matchers of its labels. */
interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

export interface Expression {
  readonly selectors: readonly Selector[];
  /** The labels in `by (…)`. */
  readonly grouping: readonly string[];
}

const TOKEN = /"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\d[\w.]*|[a-zA-Z_:][\w:]*|[=!]~|!=|\S/g;
const OPERATORS = new Set(['and', 'or', 'unless', 'offset']);
const FUNCTIONS = new Set(
  'sum min max count rate increase absent histogram_quantile max_over_time'.split(' '),
);

/**
 * Reads the metrics and labels of an expression. It knows the part of PromQL that the rules and the dashboard use: any other
 * word counts as a metric, which no table has.
 */
export function parseExpression(text: string): Expression {
  const tokens: readonly string[] = text.replaceAll(/^\s*#.*$/gm, '').match(TOKEN) ?? [];
  const selectors: Selector[] = [];
  const grouping: string[] = [];
  /** Returns the position of the token that ends the group at `start`. */
  const endOf = (start: number, close: string) => tokens.indexOf(close, start);
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] ?? '';
    if (!/^[a-zA-Z_:]/.test(token) || OPERATORS.has(token) || FUNCTIONS.has(token)) continue;
    if (token === 'by') {
      const end = endOf(index, ')');
      grouping.push(...tokens.slice(index + 2, end).filter((word) => word !== ','));
      index = end;
      continue;
    }
    if (tokens[index + 1] !== '{') {
      selectors.push({ metric: token, matchers: [] });
      continue;
    }
    const end = endOf(index, '}');
    const words = tokens.slice(index + 2, end);
    const matchers = [];
    for (let at = 0; at < words.length; at += 4) {
      const [label = '', operator = '', quoted = '""'] = words.slice(at, at + 3);
      matchers.push({ label, operator, value: JSON.parse(quoted) as string });
    }
    selectors.push({ metric: token, matchers });
    index = end;
  }
  return { selectors, grouping };
}
