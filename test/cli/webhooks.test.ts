import { describe, expect, it } from 'vitest';
import { run } from '../support/command.ts';

const MESSAGE = { groupId: '104250001', fromUserName: 'ana-ortiz', message: 'Hello?' };

/** Resolves with the webhooks that an emulator sent, when there is one with a result. */
async function webhooksOf(url: string): Promise<unknown> {
  const list = async () => (await (await fetch(`${url}/__emulator/webhooks`)).json()) as { state: string }[];
  await expect.poll(async () => (await list())[0]?.state).toMatch(/sent|failed/);
  return list();
}

describe('webhooks of the command', () => {
  it('go from the sandbox to its own gateway, with a random token or the given one', async () => {
    for (const environment of [{}, { WEBHOOK_TOKEN: 'a-token-of-the-dashboard' }]) {
      const { find } = run(['--port', '0'], environment);
      const url = await find(/emulated REST API +(http:\S+)/);
      await fetch(`${url}/__emulator/messages`, { method: 'POST', body: JSON.stringify(MESSAGE) });
      expect(await webhooksOf(url)).toMatchObject([
        { state: 'sent', status: 200, response: '{"status":"ok"}' },
      ]);
    }
  });

  it('go from the emulator to the given URL', async () => {
    const flags = ['--webhook-url', 'http://127.0.0.1:1/hooks', '--webhook-token', 'a-token'];
    const { find } = run(['emulator', '--port', '0', ...flags]);
    const url = await find(/(http:\S+)/);
    await fetch(`${url}/__emulator/messages`, { method: 'POST', body: JSON.stringify(MESSAGE) });
    expect(await webhooksOf(url)).toMatchObject([{ state: 'failed', error: 'ECONNREFUSED' }]);
  });

  it('are rejected by the gateway with a wrong token', async () => {
    const { find } = run(['--port', '0']);
    const url = await find(/emulated REST API +(http:\S+)/);
    await fetch(`${url}/__emulator/faults`, { method: 'POST', body: '{"kind": "wrong-token"}' });
    await fetch(`${url}/__emulator/messages`, { method: 'POST', body: JSON.stringify(MESSAGE) });
    expect(await webhooksOf(url)).toMatchObject([{ state: 'sent', status: 401 }]);
    await find(/(webhook rejected)/);
  });

  it.each([
    [['--webhook-url', 'ftp://a.example'], '--webhook-url: must be an http or https URL.'],
    [['--webhook-token', 'a-token'], '--webhook-token: needs --webhook-url.'],
    [['--visitor', 'maybe'], '--visitor: must be on or off.'],
  ])('have flags that are checked: %j', async (flags, problem) => {
    const { exit, output } = run(['emulator', ...flags]);
    expect(await exit).toBe(78);
    expect(output.stderr).toContain(problem);
  });
});

describe('the visitor of the command', () => {
  it.each([[['--visitor', '--port', '0']], [['--port', '0', '--visitor']], [['--port=0', '--visitor=on']]])(
    'is a switch without a value: %j',
    async (flags) => {
      const { find } = run(flags);
      expect(await find(/(A customer writes in 104250001)/)).not.toBe('');
    },
  );
});
