import { describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '../../src/cli/sandbox.ts';
import { freePort } from '../support/redis-server.ts';

describe('the sandbox of the command', () => {
  it('has its emulator on the given port, or on a free one if that is in use', async () => {
    const port = await freePort();
    const portOf = async () => {
      const { emulator } = await startSandbox({ port });
      onTestFinished(() => emulator.close());
      return Number(new URL(emulator.url).port);
    };
    expect(await portOf()).toBe(port);
    const other = await portOf();
    expect(other).toBeGreaterThan(0);
    expect(other).not.toBe(port);
  });
});
