import { execFile } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SETTINGS } from '../../src/cli/settings.ts';
import { run } from '../support/command.ts';

async function outputOf(...args: string[]) {
  const command = run(args);
  return { exit: await command.exit, ...command.output };
}

describe('the help', () => {
  it('has every variable in a column of its own', async () => {
    const { exit, stdout } = await outputOf('--help');
    expect(exit).toBe(0);
    const lines = stdout.split('\n');
    for (const { variable: name, description } of SETTINGS) {
      const line = lines.find((one) => one.startsWith(`  ${name} `));
      expect(line?.slice(name.length + 2)).toMatch(/^ {2,}\S/);
      expect(line).toContain(`  ${description}`);
    }
  });

  it('has the short flags -h and -v', async () => {
    expect(await outputOf('-h')).toEqual(await outputOf('--help'));
    const version = await outputOf('-v');
    expect(version).toEqual(await outputOf('--version'));
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    ['token', ['--user', '--role', '--explain', 'JWT_SECRET', 'JWT_JWKS_URL'], ['PORT', '--shape']],
    ['check', ['Redis', 'exits with 0 or 1'], ['--user', 'MAX_IDS']],
    ['emulator', ['--port', '--host', '--api-key', '--shape', '--clock'], ['--user', 'JWT_SECRET']],
    ['sdl', ['--dialect', '--type-prefix'], ['--user', 'JWT_SECRET']],
    ['start', ['GATEWAY_MODE', 'MAX_REQUESTS_IN_FLIGHT'], ['--user']],
  ])('explains %s alone', async (command, words, others) => {
    const { exit, stdout } = await outputOf(command, '--help');
    expect(exit).toBe(0);
    for (const word of [`kommunicate-graphql`, command, ...words]) expect(stdout).toContain(word);
    for (const word of others) expect(stdout).not.toContain(word);
    expect(await outputOf('help', command)).toMatchObject({ exit: 0, stdout });
    expect(await outputOf(command, '-h')).toMatchObject({ exit: 0, stdout });
  });
});

describe('a mistyped command or flag', () => {
  it.each([
    [['strat'], 'There is no command "strat". Did you mean start? Try --help.'],
    [['emulate'], 'There is no command "emulate". Did you mean emulator? Try --help.'],
    [['help', 'tokne'], 'There is no command "tokne". Did you mean token? Try --help.'],
    [['hlep'], 'There is no command "hlep". Did you mean help? Try --help.'],
    [['dance'], 'There is no command "dance". Try --help.'],
    [['--prot', '1'], '--prot: start has no such flag. Did you mean --port? Try start --help.'],
    [
      ['--MAX_TOKENS=9'],
      '--MAX_TOKENS: start has no such flag. Did you mean --max-tokens? Try start --help.',
    ],
    [
      ['emulator', '--prot', '1'],
      '--prot: emulator has no such flag. Did you mean --port? Try emulator --help.',
    ],
    [['token', '--usr', 'a'], '--usr: token has no such flag. Did you mean --user? Try token --help.'],
    [['sdl', '--dance'], '--dance: sdl has no such flag. Try sdl --help.'],
    [['--port', '--host', 'a'], '--port: needs a value, such as --port=VALUE.'],
    [['--port'], '--port: needs a value, such as --port=VALUE.'],
  ])('gets a suggestion, when there is one: %j', async (args, problem) => {
    const { exit, stderr } = await outputOf(...args);
    expect(exit).toBe(78);
    expect(stderr).toBe(`The configuration is wrong:\n  ${problem}\n`);
  });

  it.each([
    ['--jwt-secret=the-real-secret', 'JWT_SECRET'],
    ['--JWT_SECRET=the-real-secret', 'JWT_SECRET'],
    ['--jwt-secert=the-real-secret', 'JWT_SECRET'],
    ['--jwt-secret-file=the-real-secret', 'JWT_SECRET'],
    ['--api-key=the-real-secret', 'KOMMUNICATE_API_KEY'],
    ['--kommunicate-api-key=the-real-secret', 'KOMMUNICATE_API_KEY'],
    ['--redis-url=the-real-secret', 'REDIS_URL'],
  ])('with a secret is not repeated, and the message names its variable: %s', async (flag, variable) => {
    for (const args of [[flag], ['token', '--user=a', flag]]) {
      const { exit, stderr, stdout } = await outputOf(...args);
      expect(exit).toBe(78);
      expect(stderr).toContain(`Secrets are not flags: set ${variable} or ${variable}_FILE.`);
      expect(stderr + stdout).not.toContain('the-real-secret');
    }
  });

  it('is reported with all others, without their values', async () => {
    const { stderr } = await outputOf('--prot', 'the-value', '--hots=x');
    expect(stderr).toMatch(/--prot: .*--hots: /s);
    expect(stderr).not.toContain('the-value');
  });

  it('or variable ends the command before anything starts', async () => {
    const command = run([], { TRUSTED_DOCUMENT: '/x', RATE_LIMITS: '1/h' });
    expect(await command.exit).toBe(78);
    expect(command.output.stderr).toContain('Did you mean TRUSTED_DOCUMENTS?');
    expect(command.output.stderr).toContain('Did you mean RATE_LIMIT?');
  });
});

describe('the output of a command', () => {
  it('has advice that works when the port of the emulator is in use', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    const command = run(['emulator', '--port', String(port)]);
    expect(await command.exit).toBe(1);
    expect(command.output.stderr).toBe(
      `Port ${port} on 127.0.0.1 is already in use. Choose another: --port 0 picks a free one.\n`,
    );
    const advised = run(['emulator', '--port', '0']);
    await advised.find(/emulator\s+(http:\S+)/);
  });

  it('has a banner with a fault to paste when standard output is not a terminal', async () => {
    const command = run(['--port', '0']);
    const fault = await command.find(/\n\s+(curl -s http:\S+\/__emulator\/faults -d '.*')\n/);
    const { stdout } = await promisify(execFile)('sh', ['-c', fault]);
    expect(JSON.parse(stdout)).toEqual([{ endpoint: 'messageSend', kind: 'reset', applied: true, times: 1 }]);
    const url = await command.find(/"url":"([^"]+)"/);
    const rest = await command.find(/"emulator":"([^"]+)"/);
    expect(command.output.stderr).toContain(`The emulated REST API                ${rest}\n`);
    const mutation =
      'mutation { sendMessage(input: { conversationId: "104250001", text: "Hi" }) { message { id } } }';
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: mutation }),
    });
    expect(await answer.json()).toMatchObject({
      errors: [{ extensions: { code: 'UPSTREAM_OUTCOME_UNKNOWN' } }],
    });
  });

  it('warns when other machines can use the sandbox', async () => {
    const open = run(['--port', '0', '--host', '0.0.0.0']);
    await open.find(/"level":"warn".*(HOST: every machine)/);
    for (const HOST of ['127.0.0.1', 'localhost', '::1']) {
      const closed = run(['--port', '0'], { HOST });
      await closed.find(/"msg":"(listening)"/);
      closed.process.kill('SIGTERM');
      expect(await closed.exit).toBe(0);
      expect(closed.output.stdout).not.toContain('HOST: ');
    }
  });
});
