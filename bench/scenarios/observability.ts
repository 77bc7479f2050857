/*
 * Measures what metrics and traces cost on W1 (one user in a request, 32 clients, one Api-Key): processor time of the
 * gateway for 1,000 requests. Each variant is a process of its own; all run in turn, in an order that changes each round.
 * With another checkout, it also measures that, for changes that should cost nothing:
 *
 *     node bench/scenarios/observability.ts --rounds 9 --seconds 2 --before ../main
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findLoadGenerator, writeRequests } from '../compare/load.ts';
import { measure } from '../compare/measure.ts';
import { startUpstream } from '../compare/servers.ts';
import { keysOf } from '../compare/verify.ts';
import { WORKLOADS } from '../compare/workloads.ts';
import { METRICS, startCollector } from '../lib/collector.ts';
import { median } from '../lib/median.ts';
import { startProcess, type ServerProcess } from '../lib/processes.ts';

const WARM_UP_SECONDS = 6;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    seconds: { type: 'string', default: '2' },
    before: { type: 'string' },
  },
});
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const workload = WORKLOADS.find(({ id }) => id === 'W1');
if (!workload) throw new Error('there is no workload W1');

const collector = await startCollector();
const OWN = fileURLToPath(new URL('../../', import.meta.url));

const variants: readonly (readonly [
  name: string,
  environment: Readonly<Record<string, string>>,
  root: string,
])[] = [
  ['off', {}, OWN],
  ...(values.before === undefined ? [] : [['the other checkout', {}, `${resolve(values.before)}/`] as const]),
  // The difference to the first one is the error of the measurement.
  ['off, a second process', {}, OWN],
  ['metrics', METRICS, OWN],
  ['metrics, traces at 1 %', { ...METRICS, ...collector.traces(0.01) }, OWN],
  ['metrics, traces at 100 %', { ...METRICS, ...collector.traces(1) }, OWN],
];

const load = await findLoadGenerator();
const folder = mkdtempSync(join(tmpdir(), 'observability-'));
const requestsFile = join(folder, 'w1');
writeRequests(requestsFile, workload.graphql, keysOf(1));
const upstream = await startUpstream();
const started: { readonly name: string; readonly server: ServerProcess; readonly cpu: number[] }[] = [];
try {
  for (const [name, environment, root] of variants) {
    const server = await startProcess(
      [`${root}bin/kommunicate-graphql.cjs`, '--kommunicate-base-url', upstream.url],
      {
        environment: {
          NODE_ENV: 'production',
          GATEWAY_MODE: 'passthrough',
          HOST: '127.0.0.1',
          PORT: '0',
          ...environment,
        },
        discardOutput: true,
        killAfterMs: 5000,
      },
    );
    started.push({ name, server, cpu: [] });
  }
  const run = (server: ServerProcess, duration: number) =>
    measure({
      load,
      server,
      upstreamUrl: upstream.url,
      upstreamDelayMs: workload.upstreamDelayMs,
      requestSet: workload.graphql,
      clients: workload.clients,
      seconds: duration,
      requestsFile,
    });
  for (const { server } of started) await run(server, WARM_UP_SECONDS);
  for (let round = 0; round < rounds; round += 1) {
    const from = round % started.length;
    for (const { name, server, cpu } of [...started.slice(from), ...started.slice(0, from)]) {
      const { cpuSecondsPer1000, errors } = await run(server, seconds);
      if (errors > 0) throw new Error(`${name}: ${errors} wrong responses`);
      cpu.push(cpuSecondsPer1000);
    }
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
  }
  const off = quartile(started[0]?.cpu ?? []);
  console.log(
    `W1, ${rounds} rounds of ${seconds} s, ${load.name}, Node ${process.versions.node}, ${availableParallelism()} cores of ${cpus()[0]?.model}`,
  );
  for (const { name, cpu } of started) {
    const [low, middle] = [quartile(cpu), median(cpu)].map((value) => value * 1000);
    console.log(
      `${name.padEnd(28)} lower quartile ${low?.toFixed(1)} µs a request, ${(quartile(cpu) / off).toFixed(2)} of off; median ${middle?.toFixed(1)} µs`,
    );
  }
} finally {
  await Promise.all([upstream, ...started.map(({ server }) => server)].map((one) => one.stop()));
  collector.close();
  rmSync(folder, { recursive: true });
}

/** Other programs of the machine only ever add to processor time, so the low values say the most. */
function quartile(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 4)] ?? Number.NaN;
}
