import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { parseAllDocuments } from 'yaml';
import { NewPayHealthIndicator } from '../../lib/health/index.js';
import { VARIABLES } from '../../lib/options/environment-variables.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { snippetsOf } from './snippets.js';
import { WrittenApp } from './written-app.js';

interface Secret {
  stringData: Record<string, string>;
}
interface Probe {
  httpGet: { path: string };
}
interface Deployment {
  spec: {
    template: {
      spec: {
        terminationGracePeriodSeconds: number;
        containers: {
          env: { name: string; value?: string; valueFrom?: { secretKeyRef: { key: string } } }[];
          volumeMounts: { mountPath: string }[];
          livenessProbe: Probe;
          readinessProbe: Probe;
          lifecycle: { preStop: { exec: { command: string[] } } };
        }[];
        volumes: { secret: { items: { key: string; path: string }[] } }[];
      };
    };
  };
}

const page = 'docs/recipes/kubernetes.md';
const text = snippetsOf(page, 'yaml')[0]?.code ?? '';
const written = new WrittenApp(page);
let host: HostApp;

beforeAll(async () => {
  const { HealthController } = await written.import<{ HealthController: Type }>(
    'src/health.controller.js',
  );
  host = await startHostApp({
    imports: [TerminusModule],
    controllers: [HealthController],
    providers: [NewPayHealthIndicator],
  });
});

afterAll(async () => {
  await host.app.close();
  written.remove();
});

function read(): { secret: Secret; pod: Deployment['spec']['template']['spec'] } {
  const documents = parseAllDocuments(text);
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  const [secret, deployment] = documents.map((document) => document.toJS() as unknown);
  return { secret: secret as Secret, pod: (deployment as Deployment).spec.template.spec };
}

it('The deployment sets only variables that newPayConfig reads, from keys that the secret has.', () => {
  const { secret, pod } = read();
  const [container] = pod.containers;
  const names = container?.env.map(({ name }) => name) ?? [];
  const known: string[] = Object.values(VARIABLES);

  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
  const keys = [
    ...(container?.env ?? []).flatMap(({ valueFrom }) => valueFrom?.secretKeyRef.key ?? []),
    ...pod.volumes.flatMap((volume) => volume.secret.items.map(({ key }) => key)),
  ];
  expect(keys.toSorted()).toEqual(Object.keys(secret.stringData).toSorted());
});

it('The key files of the variables are those that the volume has.', () => {
  const { pod } = read();
  const [container] = pod.containers;
  const folder = container?.volumeMounts[0]?.mountPath;
  const mounted = pod.volumes.flatMap(({ secret }) =>
    secret.items.map(({ path }) => `${folder}/${path}`),
  );
  const named = container?.env.flatMap(({ name, value }) => (name.endsWith('_FILE') ? value : []));
  expect(named).toEqual(mounted);
});

it('The probes of the deployment are answered by the page’s controller.', async () => {
  const [container] = read().pod.containers;
  for (const probe of [container?.livenessProbe, container?.readinessProbe]) {
    expect((await fetch(host.url + probe?.httpGet.path)).status).toBe(200);
  }
});

it('The grace period is longer than preStop and the wait for callbacks in progress together.', () => {
  const { pod } = read();
  const seconds = Number(pod.containers[0]?.lifecycle.preStop.exec.command.at(-1));
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(seconds + 10);
});
