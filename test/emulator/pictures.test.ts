import { describe, expect, it, onTestFinished } from 'vitest';
import { EMULATOR_API_KEY, startEmulator, type EmulatorOptions } from '../../src/emulator/index.ts';

async function start(options: EmulatorOptions = {}) {
  const emulator = await startEmulator({ shape: 'live', ...options });
  onTestFinished(() => emulator.close());
  const pathOf = async (path: string) => {
    const response = await fetch(emulator.url + path, { headers: { 'api-key': EMULATOR_API_KEY } });
    return response.text();
  };
  return { emulator, pathOf };
}

const CONVERSATION = '/rest/ws/message/list?groupId=104250001&pageSize=60';
const INBOX = '/rest/ws/group/support?pageSize=60';

describe('the pictures of the seed', () => {
  it('have the same addresses in every run by default', async () => {
    const { pathOf } = await start();
    const text = (await pathOf(CONVERSATION)) + (await pathOf(INBOX));
    expect(text).toContain('https://img.hearth.example/ana-ortiz.png');
    expect(text).not.toContain('/pictures/');
  });

  it('are served by the emulator if configured, without a key and always the same', async () => {
    const { emulator, pathOf } = await start({ ownPictures: true });
    const text = (await pathOf(CONVERSATION)) + (await pathOf(INBOX));
    expect(text).not.toMatch(/(img|files)\.hearth\.example/);
    const addresses = new Set(text.match(/http:[^"\\]*\.(png|jpg)/g));
    expect(addresses).toContain(`${emulator.url}/pictures/ana-ortiz.png`);
    expect(addresses).toContain(`${emulator.url}/pictures/agents/mira-patel.png`);
    expect(addresses).toContain(`${emulator.url}/pictures/oak-bench.jpg`);
    const calls = emulator.calls.length;
    for (const address of addresses) {
      expect(address.startsWith(`${emulator.url}/pictures/`)).toBe(true);
      const [one, other] = [await fetch(address), await fetch(address)];
      expect([one.status, one.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
      const svg = await one.text();
      expect(svg).toMatch(/^<svg /);
      expect(await other.text()).toBe(svg);
    }
    expect(emulator.calls).toHaveLength(calls);
  });

  it('keep their addresses after a reset', async () => {
    const { emulator, pathOf } = await start({ ownPictures: true });
    emulator.reset();
    expect(await pathOf(INBOX)).toContain(`${emulator.url}/pictures/ana-ortiz.png`);
  });

  it('have addresses that a browser can open when the emulator listens on all interfaces', async () => {
    const { emulator, pathOf } = await start({ ownPictures: true, host: '0.0.0.0' });
    const { port } = new URL(emulator.url);
    expect(await pathOf(INBOX)).toContain(`http://localhost:${port}/pictures/ana-ortiz.png`);
  });

  it('show initials for users, and names for products', async () => {
    const { pathOf } = await start();
    expect(await pathOf('/pictures/ana-ortiz.png')).toContain('>AO<');
    expect(await pathOf('/pictures/agents/mira-patel.png')).toContain('>MP<');
    expect(await pathOf('/pictures/oak-bench.jpg')).toContain('>oak bench<');
  });

  it.each([
    '/pictures/',
    '/pictures/<script>.png',
    '/pictures/a/b/c.png',
    '/pictures/a.svg',
    '/pictures/a%22.png',
  ])('do not exist at %s', async (path) => {
    const { pathOf } = await start();
    expect(await pathOf(path)).toBe('{"message":"no Route matched with those values"}');
  });
});
