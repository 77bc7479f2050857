/*
 * Measures what metrics and traces cost on W1 (one user in a request, 32 clients, one Api-Key): processor time of the
 * gateway for 1,000 requests. Each variant has several processes, because two processes of one variant differ. They run
 * one after another, in an order that changes each turn: the timers of idle processes would disturb the measured one. With
 * another checkout, it also measures that, for changes that should cost nothing:
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
import { workloadById } from '../compare/workloads.ts';
import { METRICS, startCollector } from '../lib/collector.ts';
import { median } from '../lib/median.ts';
import { startProcess } from '../lib/processes.ts';

/** Until all code is compiled: with traces, that takes longer than in `off`. */
const WARM_UP_SECONDS = 15;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '1' },
    processes: { type: 'string', default: '4' },
    before: { type: 'string' },
  },
});
const [rounds, seconds, processes] = [values.rounds, values.seconds, values.processes].map(Number) as [
  number,
  number,
  number,
];
const workload = workloadById('W1');

const collector = await startCollector();
const OWN = fileURLToPath(new URL('../../', import.meta.url));

const variants: readonly (readonly [
  name: string,
  environment: Readonly<Record<string, string>>,
  root: string,
])[] = [
  ['off', {}, OWN],
  ...(values.before === undefined ? [] : [['the other checkout', {}, `${resolve(values.before)}/`] as const]),
  ['metrics', METRICS, OWN],
  ['metrics, traces at 1 %', { ...METRICS, ...collector.traces(0.01) }, OWN],
  ['metrics, traces at 100 %', { ...METRICS, ...collector.traces(1) }, OWN],
];

const load = await findLoadGenerator();
const folder = mkdtempSync(join(tmpdir(), 'observability-'));
const requestsFile = join(folder, 'w1');
writeRequests(requestsFile, workload.graphql, keysOf(1));
const upstream = await startUpstream();
const started: { readonly name: string; readonly quartile: number }[] = [];

async function measureProcess(environment: Readonly<Record<string, string>>, root: string): Promise<number> {
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
  try {
    const run = (duration: number) =>
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
    await run(WARM_UP_SECONDS);
    const cpu: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const { cpuSecondsPer1000, errors } = await run(seconds);
      if (errors > 0) throw new Error(`${errors} wrong responses`);
      cpu.push(cpuSecondsPer1000);
    }
    return quartileOf(cpu);
  } finally {
    await server.stop();
  }
}

try {
  for (let turn = 0; turn < processes; turn += 1) {
    const from = turn % variants.length;
    for (const [name, environment, root] of [...variants.slice(from), ...variants.slice(0, from)]) {
      started.push({ name, quartile: await measureProcess(environment, root) });
    }
    process.stderr.write(`turn ${turn + 1} of ${processes}\n`);
  }
  /** The lower quartile of each process of a variant, the lowest first. */
  const quartilesOf = (variant: string) =>
    started
      .filter(({ name }) => name === variant)
      .map(({ quartile }) => quartile * 1000)
      .toSorted((one, other) => one - other);
  const off = quartilesOf('off');
  console.log(
    `W1, ${processes} processes of each, ${rounds} rounds of ${seconds} s, ${load.name}, Node ${process.versions.node}, ${availableParallelism()} cores of ${cpus()[0]?.model}`,
  );
  for (const [name] of variants) {
    const quartiles = quartilesOf(name);
    const all = quartiles.map((value) => value.toFixed(1)).join(', ');
    const [best, middle] = [(quartiles[0] ?? 0) / (off[0] ?? 0), median(quartiles) / median(off)];
    console.log(
      `${name.padEnd(24)} lower quartiles of the processes ${all} µs a request; best ${best.toFixed(2)} of off, median ${middle.toFixed(2)}`,
    );
  }
} finally {
  await upstream.stop();
  collector.close();
  rmSync(folder, { recursive: true });
}

/** Other programs of the machine only ever add to processor time, so the low values say the most. */
function quartileOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 4)] ?? Number.NaN;
}
