import type { Started } from '../lib/processes.ts';

/** The memory of a process, tidied up, and the sockets that it has. */
export interface Sample {
  /** Bytes. */
  readonly heapUsed: number;
  /** Bytes. */
  readonly rss: number;
  readonly sockets: number;
}

const onAsk = `
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

/** For the environment of a process that is to be watched. */
export const WATCHED = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(onAsk)}` };

export async function sampleOf(process: Pick<Started, 'ask'>): Promise<Sample> {
  return JSON.parse(await process.ask('SIGUSR2')) as Sample;
}
