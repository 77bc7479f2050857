import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { run } from '../support/command.ts';
import { EVENTS, readStream } from '../support/live/event-stream.ts';

describe('SIGTERM', () => {
  it('ends all streams with SUBSCRIPTION_ENDED, and the process exits within five seconds', async () => {
    const emulator = await startEmulator();
    onTestFinished(() => emulator.close());
    const command = run([], {
      GATEWAY_MODE: 'passthrough',
      HOST: '127.0.0.1',
      PORT: '0',
      KOMMUNICATE_BASE_URL: emulator.url,
      LOG_LEVEL: 'warn',
    });
    const url = await command.find(/listens on (\S+)/);
    const open = async () =>
      readStream(
        await fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'text/event-stream',
            'api-key': emulator.apiKey,
          },
          body: JSON.stringify({ query: EVENTS, variables: { id: '104250001' } }),
        }),
      );
    const streams = await Promise.all(Array.from({ length: 5 }, open));
    for (const stream of streams) {
      expect((await stream.next())?.data.conversationEvents.reason).toBe('STARTED');
    }
    const startedAt = performance.now();
    command.process.kill('SIGTERM');
    const ends = await Promise.all(
      streams.map(async (stream) => [await stream.next(), await stream.next(), performance.now()] as const),
    );
    for (const [last, end, endedAt] of ends) {
      expect(last?.errors).toMatchObject([
        { extensions: { code: 'SUBSCRIPTION_ENDED', reason: 'draining', retryable: true } },
      ]);
      expect(end).toBeUndefined();
      expect(endedAt - startedAt).toBeLessThan(5000);
    }
    // They end at different moments, so that their clients do not connect again at once.
    expect(new Set(ends.map(([, , endedAt]) => Math.round(endedAt))).size).toBeGreaterThan(1);
    expect(await command.exit).toBe(0);
  });
});
