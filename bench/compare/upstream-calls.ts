import type { UpstreamReport } from './upstream.ts';

/** Sets how long the REST API takes for an answer from now on, and forgets the calls so far. */
export async function resetUpstream(url: string, delayMs: number): Promise<void> {
  await fetch(`${url}/bench?delayMs=${delayMs}`, { method: 'POST' }).then((answer) => answer.text());
}

/** The calls since then. */
export async function readUpstream(url: string): Promise<UpstreamReport> {
  return (await fetch(`${url}/bench`)).json() as Promise<UpstreamReport>;
}
