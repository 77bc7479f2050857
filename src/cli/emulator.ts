import { integer } from '../lib/option-rules.ts';
import { isLoopbackAddress } from '../lib/loopback.ts';
import { SERVER } from '../server/settings.ts';
import { ConfigError } from './config.ts';
import { readFlags } from './flags.ts';
import { EMULATOR_DEFAULTS } from './help.ts';
import type { Running } from './start.ts';

const FLAGS = ['host', 'port', 'shape', 'clock', 'api-key', 'webhook-url', 'webhook-token', 'visitor'];

/** Runs the sandbox's REST API alone. */
export async function emulator(args: readonly string[]): Promise<Running> {
  const flags = readFlags('emulator', args, FLAGS, ['visitor']);
  const { 'webhook-url': webhookUrl, 'webhook-token': webhookToken, visitor = 'off' } = flags;
  const { host, 'api-key': apiKey, shape = EMULATOR_DEFAULTS.shape, clock = EMULATOR_DEFAULTS.clock } = flags;
  const port = flags.port ?? String(EMULATOR_DEFAULTS.port);
  const problems = [];
  const portRule = integer(SERVER.port.range);
  if (!/^\d{1,5}$/.test(port) || !portRule.holds(Number(port)))
    problems.push(`--port: must be ${portRule.text}.`);
  const isShape = shape === 'live' || shape === 'documented';
  if (!isShape) problems.push('--shape: must be live or documented.');
  const isClock = clock === 'real' || clock === 'fixed';
  if (!isClock) problems.push('--clock: must be real or fixed.');
  if (webhookUrl !== undefined && !(URL.canParse(webhookUrl) && /^https?:\/\//.test(webhookUrl)))
    problems.push('--webhook-url: must be an http or https URL.');
  if (webhookToken !== undefined && webhookUrl === undefined)
    problems.push('--webhook-token: needs --webhook-url.');
  if (visitor !== 'on' && visitor !== 'off') problems.push('--visitor: must be on or off.');
  if (!isShape || !isClock || problems.length > 0) throw new ConfigError(problems);
  const { startEmulator } = await import('../emulator/index.ts');
  const running = await startEmulator({
    port: Number(port),
    ownPictures: true,
    shape,
    clock,
    ...(host && { host }),
    ...(apiKey && { apiKey }),
    ...(webhookUrl && { webhookUrl }),
    ...(webhookToken && { webhookToken }),
    visitor: visitor === 'on',
  });
  process.stdout.write(
    `Kommunicate REST API emulator   ${running.url}\nApi-Key                         ${running.apiKey}\n`,
  );
  if (host && !apiKey && !isLoopbackAddress(host)) {
    process.stderr.write(
      'Other machines can reach the emulator, and its default key is public. Set --api-key.\n',
    );
  }
  return running;
}
