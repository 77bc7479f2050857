import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultTextOf, SETTINGS } from '../../src/cli/settings.ts';
import { ACCESS, BATCHING, CORS, FEATURES, LIMITS, PARSED } from '../../src/gateway/settings.ts';
import type { Setting } from '../../src/lib/settings.ts';

const OPTIONS = readFileSync(new URL('../../src/gateway/options.ts', import.meta.url), 'utf8');

/** The doc comment of an option, as one line. */
function docOf(option: string): string {
  const [, doc = ''] =
    new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s+readonly ${option}\\?:`).exec(OPTIONS) ?? [];
  return doc.replaceAll(/\s+\*?\s*/g, ' ').trim();
}

const groups: readonly Readonly<Record<string, Setting>>[] = [LIMITS, BATCHING, ACCESS, CORS, FEATURES];
const options = groups.flatMap((group) => Object.entries(group));

describe('the settings', () => {
  it('are all in the table of the command, each with a variable of its own', () => {
    const gateway = [...groups, PARSED].flatMap((group) => Object.values(group));
    expect(SETTINGS).toEqual(expect.arrayContaining(gateway));
    const variables = SETTINGS.map(({ variable }) => variable);
    expect(new Set(variables).size).toBe(variables.length);
  });

  it.each(options)('have a doc comment with the default of %s', (option, setting) => {
    expect(docOf(option)).toMatch(/ Default: \S/);
    const [, text = ''] = / Default: ([^.]+)\./.exec(docOf(option)) ?? [];
    expect(text === 'off' || text === 'none' ? text : text.replace('on in the', 'on in')).toBe(
      defaultTextOf(setting),
    );
  });

  it.each(SETTINGS)('have a default of $variable within its range', (setting) => {
    if (setting.kind !== 'integer') return;
    const [min, max] = setting.range;
    expect(min).toBeLessThan(max);
    if (setting.default === undefined) return;
    expect(setting.default).toBeGreaterThanOrEqual(min);
    expect(setting.default).toBeLessThanOrEqual(max);
  });
});
