import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/* The files of `deploy/` for Prometheus and Grafana, as the tests read them. */

export const pathOf = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
export const read = (name: string) => readFileSync(pathOf(name), 'utf8');
export const [RULES, ALERTS] = ['deploy/prometheus/rules.yml', 'deploy/prometheus/alerts.yml'] as const;

export const RUNBOOKS =
  'https://github.com/kommunicate-graphql/kommunicate-graphql/blob/main/docs/runbooks.md';

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly id?: number;
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}
interface Dashboard {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
  readonly panels: readonly Panel[];
}

export const dashboard = JSON.parse(read('deploy/grafana/kommunicate-graphql.json')) as Dashboard;
export const panels = dashboard.panels.filter(({ type }) => type !== 'row');
export const shown = panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ title, expr })),
);

interface Rule {
  readonly expr: string;
  readonly record: string;
  readonly alert: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: { readonly summary?: string; readonly runbook_url?: string };
}
/** The rules of all groups of a file. */
function rulesOf(name: string): readonly Rule[] {
  const { groups } = parse(read(name)) as { groups: readonly { rules: readonly Rule[] }[] };
  return groups.flatMap(({ rules }) => rules);
}
export const alertRules = rulesOf(ALERTS);
export const ruleExpressions = [...rulesOf(RULES), ...alertRules].map(({ expr }) => expr);
export const recorded = rulesOf(RULES).map(({ record }) => record);
export const alerts = alertRules.map(({ alert }) => alert);
