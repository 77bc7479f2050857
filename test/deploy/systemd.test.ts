import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const UNIT = fileURLToPath(new URL('../../deploy/systemd/kommunicate-graphql.service', import.meta.url));
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
if (!hasSystemd) console.warn('systemd-analyze is skipped: there is no systemd.');

describe('the systemd unit', () => {
  const unit = readFileSync(UNIT, 'utf8');
  const numberOf = (pattern: RegExp) => Number(pattern.exec(unit)?.[1]);

  it('limits the heap to 70 % of the memory', () => {
    const heap = numberOf(/--max-old-space-size=(\d+)/);
    expect(heap).toBe(Math.floor(numberOf(/^MemoryMax=(\d+)M$/m) * 0.7));
  });

  it('does not restart after the exit code of a wrong configuration', () => {
    expect(numberOf(/^RestartPreventExitStatus=(\d+)$/m)).toBe(78);
  });

  it.skipIf(!hasSystemd)('has a low exposure, as systemd rates it', () => {
    const { stdout, status } = spawnSync(
      'systemd-analyze',
      ['security', '--offline=yes', '--threshold=20', UNIT],
      {
        encoding: 'utf8',
      },
    );
    expect(stdout).toMatch(/Overall exposure level for kommunicate-graphql\.service: 1\.\d OK/);
    expect(status).toBe(0);
  });
});
