import { readFileSync } from 'node:fs';

/*
 * The REST API's own page, word for word. What the gateway sends is compared with it, and what the emulator
 * takes.
 */
const PAGE = readFileSync(new URL('fixtures/endpoints.md', import.meta.url), 'utf8');

interface DocumentedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** The code blocks below a heading of the page. */
export function samples(heading: string): readonly string[] {
  const section = PAGE.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
  return [...section.matchAll(/```\s*javascript\s*\n([\s\S]*?)```/g)].map(([, code = '']) => code);
}

/** The JSON in a sample, without the comments that the page puts into it, in the form it has on the wire. */
export function jsonOf(sample: string): unknown {
  const json = sample.slice(sample.search(/[{[]/)).replaceAll(/(?<=^|[\s,])\/\/.*$/gm, '');
  return JSON.parse(json);
}

export function documentedRequest(heading: string): DocumentedRequest {
  const [sample = ''] = samples(heading);
  const [, method = '', path = ''] = /^(\w+)\s+(\S+) HTTP\/1\.1/m.exec(sample) ?? [];
  return { method, path, body: JSON.stringify(jsonOf(sample)) };
}
