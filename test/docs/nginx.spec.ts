/** @needs nginx */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { freePort } from '../support/free-port.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { nginxPath } from '../support/services.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { until } from '../support/until.js';
import { snippetsOf } from './snippets.js';

let host: HostApp;
let folder: string;
let url: string;
let nginx: ChildProcess;

beforeEach(async () => {
  host = await startHostApp({ providers: [PaymentListener] });
  folder = mkdtempSync(path.join(tmpdir(), 'newpay-nginx-'));
  // The workers of a nginx that root starts are not root.
  chmodSync(folder, 0o755);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const [server] = snippetsOf('docs/recipes/nginx.md', 'nginx');
  writeFileSync(path.join(folder, 'nginx.conf'), configuration(server?.code ?? '', port));
  nginx = spawn(
    nginxPath,
    ['-p', folder, '-c', path.join(folder, 'nginx.conf'), '-e', path.join(folder, 'error.log')],
    { stdio: 'ignore' },
  );
  await until(() =>
    fetch(url).then(
      () => true,
      () => false,
    ),
  );
});

afterEach(async () => {
  const ended = once(nginx, 'exit');
  nginx.kill('SIGTERM');
  await ended;
  await host.app.close();
  rmSync(folder, { recursive: true });
});

/** The page's server, with the test's ports, in a configuration that needs no root. */
function configuration(server: string, port: number): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n');
  const ours = server
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
    .replaceAll('http://127.0.0.1:3000', host.url);
  return `daemon off;
pid ${folder}/nginx.pid;
events {}
http {
access_log off;
${paths}
${ours}
}
`;
}

async function post(body: string): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/newpay/callback`, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text() };
}

it('A callback through nginx, as the page configures it, is verified on its bytes and acknowledged.', async () => {
  const body = signedBody(paymentFields({ subject: 'ກາເຟ  coffee', orderAmt: '50000.00' }));
  expect(await post(body)).toEqual({ status: 200, text: '{"transResult":"SUCCESS"}' });
  expect(host.app.get(PaymentListener).names).toEqual(['paid']);
});

it('The page lets through what the package takes, and nginx refuses a larger body.', async () => {
  expect((await post(JSON.stringify({ extra: 'x'.repeat(60_000) }))).status).toBe(401);
  expect((await post('x'.repeat(70_000))).status).toBe(413);
});

it('While the app is down, nginx does not acknowledge.', async () => {
  await host.app.close();
  expect((await post(signedBody(paymentFields()))).status).toBe(502);
});
