import type { UpstreamReport } from './upstream.ts';

/** Sets the delay of the REST API's responses, and resets its counts. */
export async function resetUpstream(url: string, delayMs: number): Promise<void> {
  await fetch(`${url}/bench?delayMs=${delayMs}`, { method: 'POST' }).then((response) => response.text());
}

/** The counts since the last reset. */
export async function readUpstream(url: string): Promise<UpstreamReport> {
  return (await fetch(`${url}/bench`)).json() as Promise<UpstreamReport>;
}
