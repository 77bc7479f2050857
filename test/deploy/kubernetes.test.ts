import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/cli/config.ts';
import { SETTINGS } from '../../src/cli/settings.ts';
import { checkerPath, checkersAreMissing } from '../../tools/checkers/checkers.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = join(ROOT, 'deploy/kubernetes');

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly [field: string]: any;
}

/** The module of `kubernetes-models` that describes a manifest. A ServiceMonitor is not part of Kubernetes. */
const moduleOf = ({ apiVersion, kind }: Manifest) => `${apiVersion}/${kind}`;

describe.skipIf(checkersAreMissing('The test of the Kubernetes manifests'))(
  'the Kubernetes manifests',
  () => {
    const require = createRequire(checkerPath('manifests.js'));
    const { parseAllDocuments } = require('yaml') as {
      parseAllDocuments(text: string): readonly { toJS(): Manifest }[];
    };
    const parse = (text: string) => parseAllDocuments(text).map((document) => document.toJS());
    const read = (path: string) => parse(readFileSync(join(FOLDER, path), 'utf8'))[0] as Manifest;
    const base = globSync('base/*.yaml', { cwd: FOLDER })
      .filter((path) => !path.endsWith('/kustomization.yaml'))
      .map(read);

    /** Compiles manifests as values of the types of Kubernetes. Returns the errors: a wrong type, or an unknown field. */
    function errorsOf(manifests: readonly Manifest[]): string {
      const folder = mkdtempSync(join(tmpdir(), 'manifests-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      symlinkSync(checkerPath(''), join(folder, 'node_modules'));
      const program = manifests.map(
        (manifest, index) =>
          `import type { I${manifest.kind} as T${index} } from 'kubernetes-models/${moduleOf(manifest)}';
         export const value${index}: T${index} = ${JSON.stringify(manifest)};`,
      );
      writeFileSync(join(folder, 'manifests.mts'), program.join('\n'));
      const tsc = join(ROOT, 'node_modules/.bin/tsc');
      const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', ''];
      return spawnSync(tsc, [...flags, 'manifests.mts'], { cwd: folder, encoding: 'utf8' }).stdout;
    }

    const deployment = base.find(({ kind }) => kind === 'Deployment') as Manifest;
    const pod = deployment.spec.template.spec;
    const [container] = pod.containers;

    it('have the types of Kubernetes, without an unknown field', () => {
      expect(base.map(({ kind }) => kind).toSorted()).toEqual([
        'Deployment',
        'HorizontalPodAutoscaler',
        'NetworkPolicy',
        'PodDisruptionBudget',
        'Service',
      ]);
      expect(errorsOf(base)).toBe('');
    });

    it.each([
      [
        'a port that is a text',
        (spec: any) => (spec.template.spec.containers[0].ports[0].containerPort = '4000'),
      ],
      ['a misspelt field', (spec: any) => (spec.template.spec.containers[0].livenesProbe = {})],
    ])('would fail for %s', (_case, change) => {
      const changed = structuredClone(deployment);
      change(changed.spec);
      expect(errorsOf([changed])).toContain('error TS');
    });

    it('list every file of the base', () => {
      const files = globSync('*.yaml', { cwd: join(FOLDER, 'base') }).filter(
        (path) => path !== 'kustomization.yaml',
      );
      expect((read('base/kustomization.yaml').resources as string[]).toSorted()).toEqual(files.toSorted());
    });

    it('select the pods of the Deployment everywhere', () => {
      const labels = deployment.spec.template.metadata.labels;
      for (const { kind, spec } of base) {
        if (kind === 'Service') expect(spec.selector).toEqual(labels);
        if (kind === 'Deployment' || kind === 'PodDisruptionBudget')
          expect(spec.selector.matchLabels).toEqual(labels);
        if (kind === 'NetworkPolicy') expect(spec.podSelector.matchLabels).toEqual(labels);
        if (kind === 'HorizontalPodAutoscaler')
          expect(spec.scaleTargetRef.name).toBe(deployment.metadata.name);
      }
      for (const { labelSelector } of pod.topologySpreadConstraints)
        expect(labelSelector.matchLabels).toEqual(labels);
    });

    it('give a pod no more rights than it needs', () => {
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65_532 });
      expect(pod.securityContext.seccompProfile).toEqual({ type: 'RuntimeDefault' });
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    });

    it('give a pod the time to drain', () => {
      const drainMs = Number(
        container.env.find(({ name }: { name: string }) => name === 'DRAIN_DELAY_MS').value,
      );
      const { periodSeconds, failureThreshold } = container.readinessProbe;
      // The load balancer notices before the pod stops accepting.
      expect(drainMs).toBeGreaterThanOrEqual(2 * periodSeconds * failureThreshold * 1000);
      const { default: requestMs } = SETTINGS.find(({ variable }) => variable === 'REQUEST_TIMEOUT_MS') as {
        default: number;
      };
      // The requests on open connections, the responses, and the settling of writes take 8 s.
      expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThanOrEqual(drainMs + requestMs + 8000);
    });

    it('set variables that exist', () => {
      const known = new Set(SETTINGS.flatMap(({ variable }) => [variable, `${variable}_FILE`]));
      const overlay = read('production/deployment.yaml').spec.template.spec.containers[0].env;
      const names = [...container.env, ...overlay].map(({ name }: { name: string }) => name);
      const settings = readFileSync(join(FOLDER, 'production/settings.env'), 'utf8');
      names.push(...[...settings.matchAll(/^(\w+)=/gm)].map(([, name = '']) => name));
      expect(names.length).toBeGreaterThan(5);
      expect(names.filter((name) => !known.has(name))).toEqual([]);
    });

    it('are a valid configuration', () => {
      const settings = readFileSync(join(FOLDER, 'production/settings.env'), 'utf8');
      const overlay = read('production/deployment.yaml').spec.template.spec.containers[0].env;
      const environment = Object.fromEntries([
        ...[...settings.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
        ...[...container.env, ...overlay].map(({ name, value }: { name: string; value: string }) => [
          name,
          value,
        ]),
      ]) as Record<string, string>;
      const files: Record<string, string> = { 'api-key': 'a-key', 'redis-url': 'redis://redis:6379' };
      const config = readConfig(environment, (path) => files[path.split('/').at(-1) ?? ''] ?? '');
      expect(config).toMatchObject({ mode: 'service', redisUrl: 'redis://redis:6379' });
      expect(config.server).toMatchObject({ host: '0.0.0.0', port: container.ports[0].containerPort });
    });

    it('the component for Prometheus sets metrics that the gateway has', () => {
      const folder = 'components/service-monitor';
      const [gateway] = read(`${folder}/deployment.yaml`).spec.template.spec.containers;
      const environment = Object.fromEntries(gateway.env.map(({ name, value }: any) => [name, value]));
      const {
        server: { metricsHost, metricsPort },
      } = readConfig(environment);
      expect([metricsHost, metricsPort]).toEqual(['0.0.0.0', gateway.ports[0].containerPort]);
      const [endpoint] = read(`${folder}/service-monitor.yaml`).spec.endpoints;
      const [port] = read(`${folder}/service.yaml`).spec.ports;
      expect([endpoint.port, port.targetPort]).toEqual([port.name, gateway.ports[0].name]);
    });

    const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
    if (!hasKubectl) console.warn('kubectl kustomize is skipped: there is no kubectl.');

    it.skipIf(!hasKubectl)('are rendered by kustomize, with the overlay', () => {
      const rendered = parse(
        execFileSync('kubectl', ['kustomize', join(FOLDER, 'production')], { encoding: 'utf8' }),
      );
      expect(rendered.map(({ kind }) => kind)).toContain('ConfigMap');
      expect(errorsOf(rendered)).toBe('');
      const { spec } = rendered.find(({ kind }) => kind === 'Deployment') as Manifest;
      const [gateway] = spec.template.spec.containers;
      expect(gateway.image).toMatch(/^ghcr\.io\/kommunicate-graphql\/kommunicate-graphql:\d/);
      expect(gateway.envFrom[0].configMapRef.name).toMatch(/^kommunicate-graphql-\w{10}$/);
      // An overlay adds to the settings of the base.
      expect(gateway.env.map(({ name }: { name: string }) => name)).toContain('DRAIN_DELAY_MS');
      expect(spec.template.spec.volumes[0].secret.defaultMode).toBe(0o440);
      const { spec: policy } = rendered.find(({ kind }) => kind === 'NetworkPolicy') as Manifest;
      expect(JSON.stringify(policy.egress)).toContain('"app.kubernetes.io/name":"redis"');
    });
  },
);
