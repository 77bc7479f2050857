import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { freePort } from './redis-server.ts';

/** Whether `prometheus` and `promtool` are missing. In CI that is an error, so that their tests are not skipped there. */
export function prometheusIsMissing(): boolean {
  const isMissing = ['prometheus', 'promtool'].some((command) => spawnSync(command, ['--version']).error);
  if (isMissing && process.env.CI) throw new Error('prometheus is missing');
  if (isMissing) console.warn('The tests with Prometheus are skipped: prometheus is not installed.');
  return isMissing;
}

export interface Prometheus {
  /** Sends a request to the HTTP API, and returns its `data`. */
  get(path: string, parameters?: Readonly<Record<string, string>>): Promise<any>;
}

/** Starts Prometheus, which reads a target twice a second as the job `kommunicate-graphql`. It is killed when the test ends. */
export async function startPrometheus(target: string, ruleFiles: readonly string[]): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const config = join(folder, 'prometheus.json');
  // JSON is YAML, too.
  writeFileSync(
    config,
    JSON.stringify({
      global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' },
      rule_files: ruleFiles,
      scrape_configs: [{ job_name: 'kommunicate-graphql', static_configs: [{ targets: [target] }] }],
    }),
  );
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${new URL(url).host}`,
      '--enable-feature=exemplar-storage',
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.on('data', (chunk) => (log += String(chunk)));
  const exit = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
    rmSync(folder, { recursive: true, force: true });
  });
  const isReady = async () => {
    if (child.exitCode !== null) throw new Error(`prometheus exited: ${log}`);
    return fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  };
  await expect.poll(isReady).toBe(true);
  return {
    async get(path, parameters = {}) {
      const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
      const body = (await response.json()) as { status: string; error?: string; data: unknown };
      if (body.status !== 'success') throw new Error(`${parameters.query ?? path}: ${body.error}`);
      return body.data;
    },
  };
}
