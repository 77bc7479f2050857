import { existsSync, readFileSync } from 'node:fs';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';

/*
 * A program may have two copies of the API. This gateway asks for `^1.9.0`, so it may get 1.9 beside the 1.10 of the SDK.
 * The tests of federation install 1.9.
 */
const OLD = new URL('../federation/hive/node_modules/@opentelemetry/api/', import.meta.url);
const isInstalled = existsSync(new URL('package.json', OLD));

vi.mock('@opentelemetry/api', async (importOriginal) =>
  isInstalled ? import(/* @vite-ignore */ new URL('build/src/index.js', OLD).href) : importOriginal(),
);

describe('version 1.9 of the API', () => {
  it.skipIf(!isInstalled)('records through an SDK that was registered with 1.10', async () => {
    const versionOf = (url: URL) =>
      (JSON.parse(readFileSync(new URL('package.json', url), 'utf8')) as { version: string }).version;
    expect(versionOf(OLD)).toMatch(/^1\.9\./);
    expect(versionOf(new URL('../../node_modules/@opentelemetry/api/', import.meta.url))).toMatch(/^1\.10\./);

    const receiver = await startOtlpReceiver();
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = receiver.url;
    const sdk = new NodeSDK({ instrumentations: [] });
    sdk.start();
    onTestFinished(() => receiver.close());
    const { createTracer } = await import('../../src/observability/tracer.ts');
    const request = createTracer('1').startRequest({
      method: 'POST',
      trace: undefined,
      isTrusted: false,
      ageMs: 1,
    });
    const execution = { type: 'query', name: undefined, documentId: undefined, documentHash: undefined };
    const [one, other] = [request?.startExecution(execution), request?.startExecution(execution)];
    if (one && other) one.linkWith(other);
    for (const span of [one, other, request]) span?.end();
    await sdk.shutdown();
    expect(receiver.spans.map(({ name, links = [] }) => [name, links.length])).toEqual([
      ['GraphQL Operation Execution', 1],
      ['GraphQL Operation Execution', 1],
      ['POST /graphql', 0],
    ]);
  });
});
