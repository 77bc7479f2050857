import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { releaseNotes } from '../../tools/release/release-notes.ts';
import { unpinnedActions } from './unpinned-actions.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CHANGELOG =
  '# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-12-01)\n\n### Added\n\n- One.\n\n## 0.1.0\n\n- Two.\n';

describe('the notes of a release', () => {
  it('are its section of the changelog', () => {
    expect(releaseNotes('v0.2.0', '0.2.0', CHANGELOG)).toBe('### Added\n\n- One.\n');
    expect(releaseNotes('v0.1.0', '0.1.0', CHANGELOG)).toBe('- Two.\n');
  });

  it.each([
    ['another version of package.json', 'v0.2.0', '0.1.0', 'package.json has the version 0.1.0'],
    ['no section', 'v0.3.0', '0.3.0', 'no section "## 0.3.0"'],
    ['no tag', '', '0.2.0', 'The tag is ""'],
  ])('fail for %s', (_case, tag, version, message) => {
    expect(() => releaseNotes(tag, version, CHANGELOG)).toThrow(message);
  });
});

describe('the workflows', () => {
  const workflows = globSync('.github/workflows/*.yml', { cwd: ROOT }).map(
    (path) => [path, readFileSync(`${ROOT}${path}`, 'utf8')] as const,
  );

  it.each([
    ['a tag', 'actions/checkout@v5'],
    ['a commit without its version', 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8'],
    ['a short commit', 'actions/checkout@08c6903 # v5.0.0'],
  ])('would fail for an action that is pinned by %s', (_case, action) => {
    expect(unpinnedActions(`steps:\n  - uses: ${action}`)).toHaveLength(1);
  });

  it.each(workflows)('give no job a right that it does not name: %s', (_path, text) => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n/m);
    expect(text.match(/uses: actions\/checkout@/g)).toHaveLength(
      text.match(/persist-credentials: false/g)?.length ?? 0,
    );
    expect(text).not.toMatch(/secrets\.(?!GITHUB_TOKEN)/);
  });

  it('publish only after a review, and without a token of npm', () => {
    const release = workflows.find(([path]) => path.endsWith('release.yml'))?.[1] ?? '';
    const jobs = release.split(/^ {2}(?=[\w-]+:\n {4}name:)/m).slice(1);
    const withRights = jobs.filter((job) => /: write$/m.test(job));
    expect(withRights).toHaveLength(3);
    for (const job of withRights) expect(job).toContain('environment: release');
    expect(release).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN/);
  });
});
