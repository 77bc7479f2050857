import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { buildImage, containerToolsAreMissing, type Image } from './image.ts';

/** Bytes of the layers as a registry stores them. */
const MAX_COMPRESSED = 80_000_000;

/** As Kubernetes would run it, with less than half of the memory. */
const RESTRICTED = [
  ['--no-healthcheck', '--network', 'host'],
  ['--read-only', '--read-only-tmpfs=false', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'],
  ['--memory', '256m', '--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024'],
].flat();

describe.skipIf(containerToolsAreMissing())('the container image', () => {
  let image: Image;

  beforeAll(async () => {
    image = await buildImage();
  }, 600_000);

  afterAll(() => image?.remove());

  /** Starts a container on a free port, and waits until it listens. */
  async function start(environment: Readonly<Record<string, string>> = {}) {
    const [port, metricsPort] = [await freePort(), await freePort()];
    const ports = { PORT: String(port), METRICS_PORT: String(metricsPort) };
    const variables = Object.entries({ ...environment, ...ports }).flatMap(([name, value]) => [
      '--env',
      `${name}=${value}`,
    ]);
    const id = (await image.podman('run', '--detach', ...RESTRICTED, ...variables, image.name)).trim();
    const inspect = async (what: string) =>
      (await image.podman('inspect', '--format', `{{${what}}}`, id)).trim();
    onTestFinished(async () => void (await image.podman('rm', '--force', '--time', '0', id)));
    const url = `http://127.0.0.1:${port}`;
    await expect
      .poll(() =>
        fetch(`${url}/ready`).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200);
    return {
      url: `${url}/graphql`,
      metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
      pid: () => inspect('.State.Pid'),
      inspect,
      logs: () => image.podman('logs', id),
      /** Runs the Node of the image in the container, with the flags of its entry point. */
      evaluate: (code: string) => {
        const [node = '', ...flags] = image.config.Entrypoint;
        return image.podman('exec', id, node, ...flags.filter((flag) => flag.startsWith('--')), '-p', code);
      },
      execute: (...args: readonly string[]) => image.podman('exec', id, ...args),
      signal: (name: string) => image.podman('kill', '--signal', name, id),
      exit: async () => Number(await image.podman('wait', id)),
    };
  }

  it('is small', () => {
    console.log(`The image has ${(image.compressedSize / 1e6).toFixed(1)} MB, compressed.`);
    expect(image.compressedSize).toBeLessThan(MAX_COMPRESSED);
  });

  it('says in its configuration what it is and how it runs', () => {
    const { User, Entrypoint, ExposedPorts, Labels, Env } = image.config;
    expect(User).toBe('65532');
    expect(Entrypoint[0]).toBe('/nodejs/bin/node');
    expect(Object.keys(ExposedPorts).toSorted()).toEqual(['4000/tcp', '9464/tcp']);
    expect(Env).toEqual(
      expect.arrayContaining([
        'NODE_ENV=production',
        'HOST=0.0.0.0',
        'METRICS_PORT=9464',
        'METRICS_HOST=0.0.0.0',
      ]),
    );
    expect(Labels).toMatchObject({
      'org.opencontainers.image.version': '1.2.3',
      'org.opencontainers.image.licenses': 'MIT',
    });
  });

  it('answers a query, without root, capabilities, a shell or a writable file, in 256 MiB', async () => {
    const container = await start();
    const response = await fetch(`${container.url}?query={viewer{id}}`);
    expect(await response.json()).toMatchObject({ data: { viewer: { id: 'mira.patel@hearth.example' } } });

    const status = readFileSync(`/proc/${await container.pid()}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\s+65532\s+65532\s/m);
    expect(status).toMatch(/^CapEff:\s+0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    const [, kilobytes = ''] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
    console.log(`The container has ${Math.round(Number(kilobytes) / 1024)} MiB of memory in use.`);

    for (const shell of ['/bin/sh', '/bin/bash', '/bin/busybox', 'npm']) {
      await expect(container.execute(shell, '-c', 'true')).rejects.toThrow(/no such file|not found/);
    }
    const write = (path: string) =>
      container.evaluate(`try { fs.writeFileSync('${path}', ''); 'written' } catch ({ code }) { code }`);
    expect((await write('/app/x')).trim()).toBe('EROFS');
    expect((await write('/tmp/x')).trim()).toBe('EROFS');
    // V8 must collect before the kernel kills.
    const heap = Number(await container.evaluate('v8.getHeapStatistics().heap_size_limit / 2 ** 20'));
    expect(heap).toBeGreaterThan(128);
    expect(heap).toBeLessThan(230);
  });

  it('has metrics on a port of their own, and the SDK of OpenTelemetry', async () => {
    const container = await start();
    expect(await (await fetch(container.metricsUrl)).text()).toContain('kommunicate_graphql_info{');
    expect((await fetch(container.url.replace('/graphql', '/metrics'))).status).toBe(404);
    const version = await container.evaluate(
      "require('@opentelemetry/sdk-node'), JSON.parse(fs.readFileSync('node_modules/@opentelemetry/sdk-node/package.json')).version",
    );
    const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const { devDependencies } = JSON.parse(manifest) as { devDependencies: Record<string, string> };
    expect(version.trim()).toBe(devDependencies['@opentelemetry/sdk-node']);
  });

  it('on SIGTERM finishes the request in flight, and exits with 0', async () => {
    const emulator = await startEmulator();
    onTestFinished(() => emulator.close());
    const container = await start({ GATEWAY_MODE: 'passthrough', KOMMUNICATE_BASE_URL: emulator.url });
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    emulator.fault({ kind: 'delay', until: released });
    const response = fetch(container.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'api-key': emulator.apiKey },
      body: JSON.stringify({ query: '{ user(id: "ana-ortiz") { displayName } }' }),
    });
    await expect.poll(() => emulator.calls.length).toBe(1);

    const exit = container.exit();
    await container.signal('TERM');
    const signalled = performance.now();
    await expect
      .poll(() =>
        fetch(container.url.replace('/graphql', '/ready')).then(
          () => 'listens',
          () => 'closed',
        ),
      )
      .toBe('closed');
    release();
    expect(await (await response).json()).toMatchObject({ data: { user: { displayName: 'Ana Ortiz' } } });
    expect(await exit).toBe(0);
    console.log(`The container ended ${Math.round(performance.now() - signalled)} ms after SIGTERM.`);
    expect(await container.inspect('.State.OOMKilled')).toBe('false');
    expect(await container.logs()).toContain('"msg":"closed"');
  });

  it('exits with 78 for a wrong configuration, and names the variable', async () => {
    const wrong = image.podman('run', '--rm', ...RESTRICTED, '--env', 'GATEWAY_MODE=service', image.name);
    await expect(wrong).rejects.toMatchObject({
      code: 78,
      stderr: expect.stringContaining('KOMMUNICATE_API_KEY: is required'),
    });
  });
});

describe('what goes to the builder of the image', () => {
  it('is what the Dockerfile copies, and exists', () => {
    const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
    const [all, ...allowed] = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(all).toBe('*');
    const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    expect([...new Set(copied)].toSorted()).toEqual(allowed.map((line) => line.slice(1)).toSorted());
    expect(copied.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
