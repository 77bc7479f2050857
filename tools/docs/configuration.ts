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
        settings.map((setting) => [
          `\`${setting.variable}\``,
          defaultTextOf(setting),
          setting.description.replaceAll('*', '\\*'),
        ]),
      ),
    ].join('\n\n'),
  ).join('\n\n');
}
