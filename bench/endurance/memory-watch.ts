import type { ServerProcess } from '../lib/processes.ts';

/** The memory of a process after garbage collection, and its open sockets. */
export interface Sample {
  /** Bytes. */
  readonly heapUsed: number;
  /** Bytes. */
  readonly rss: number;
  readonly sockets: number;
}

const onSignal = `
  import v8 from 'node:v8'; import vm from 'node:vm';
  v8.setFlagsFromString('--expose-gc');
  const gc = vm.runInNewContext('gc');
  process.on('SIGUSR2', () => {
    gc();
    const { heapUsed, rss } = process.memoryUsage();
    const sockets = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    process.stderr.write(JSON.stringify({ heapUsed, rss, sockets }));
  });
`;

/** The environment of a process from which `sampleOf` reads. */
export const WATCHED = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(onSignal)}` };

export async function sampleOf(process: Pick<ServerProcess, 'signal'>): Promise<Sample> {
  return JSON.parse(await process.signal('SIGUSR2')) as Sample;
}
