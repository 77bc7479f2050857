import { Agent, request as httpRequest } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { run } from '../support/command.ts';

const CLIENTS = 40;
const REQUESTS = 2400;

/** A client with one keep-alive connection, like one of a load balancer. */
function createConnection() {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const post = (url: string, body: string, apiKey: string) =>
    new Promise<{ status: number; text: string; last: boolean }>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'api-key': apiKey };
      const request = httpRequest(url, { method: 'POST', agent, headers }, (response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk)));
        response.once('end', () => {
          resolve({ status: response.statusCode ?? 0, text, last: response.headers.connection === 'close' });
        });
        response.once('error', reject);
      });
      request.once('error', reject);
      request.end(body);
    });
  return { post, close: () => agent.destroy() };
}

describe('a rolling restart under load', () => {
  it.each([0, 300])('fails no request, with DRAIN_DELAY_MS=%i', async (drainDelayMs) => {
    const emulator = await startEmulator({ maxCalls: 100_000 });
    onTestFinished(() => emulator.close());
    const start = async () => {
      const command = run([], {
        GATEWAY_MODE: 'passthrough',
        HOST: '127.0.0.1',
        PORT: '0',
        KOMMUNICATE_BASE_URL: emulator.url,
        DRAIN_DELAY_MS: String(drainDelayMs),
        LOG_LEVEL: 'warn',
      });
      return { command, url: await command.find(/listens on (\S+)/) };
    };
    const [old, next] = [await start(), await start()];

    /** The server to which new connections go. */
    let target = old.url;
    let sentCount = 0;
    let texts = 0;
    const wrong: string[] = [];
    const work = async () => {
      let [url, connection] = [target, createConnection()];
      while (sentCount < REQUESTS) {
        sentCount += 1;
        const number = sentCount;
        if (number === REQUESTS / 2) {
          target = next.url;
          old.command.process.kill('SIGTERM');
        }
        const isMessage = number % 10 === 0;
        if (isMessage) texts += 1;
        const query = isMessage
          ? `mutation { sendMessage(input: { conversationId: "104250001", senderId: "ana-ortiz", text: "${number}" }) { message { id } } }`
          : '{ user(id: "ana-ortiz") { displayName } }';
        const answer = await connection
          .post(url, JSON.stringify({ query }), emulator.apiKey)
          .catch((error: unknown) => ({ status: 0, text: String(error), last: true }));
        if (answer.status !== 200 || answer.text.includes('errors')) wrong.push(`${number}: ${answer.text}`);
        if (!answer.last) continue;
        connection.close();
        [url, connection] = [target, createConnection()];
      }
      connection.close();
    };
    await Promise.all(Array.from({ length: CLIENTS }, work));

    expect(wrong).toEqual([]);
    expect(sentCount).toBeGreaterThanOrEqual(REQUESTS);
    expect(emulator.messages).toHaveLength(texts);
    expect(new Set(emulator.messages.map(({ message }) => message)).size).toBe(texts);
    expect(await old.command.exit).toBe(0);
  });
});
