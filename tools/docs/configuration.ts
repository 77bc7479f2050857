import type { Setting } from '../../src/lib/settings.ts';
import { defaultTextOf, SETTING_GROUPS } from '../../src/cli/settings.ts';
import { table } from './markdown.ts';

/** A section for each group of settings. */
export function configurationReference(): string {
  return SETTING_GROUPS.map(({ title, description, settings }) =>
    [
      `### ${title}`,
      description,
      table(
        ['variable', 'default', 'meaning'],
        settings.map((setting) => [`\`${setting.variable}\``, defaultTextOf(setting), meaningOf(setting)]),
      ),
    ].join('\n\n'),
  ).join('\n\n');
}

function meaningOf(setting: Setting): string {
  const range = setting.kind === 'integer' ? ` (${setting.range.join(' to ')})` : '';
  return `${setting.description.replaceAll('*', '\\*')}${range}`;
}
