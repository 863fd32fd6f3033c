import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { buildPackage, type BuiltPackage } from '../support/built-package.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { sandboxVariables } from '../support/sandbox-variables.js';

let built: BuiltPackage;
let sandbox: NewPaySandbox;
let host: HostApp;
let folder: string;

beforeAll(async () => {
  built = await buildPackage('newpay-doctor-test');
  sandbox = await NewPaySandbox.start();
  const options = { ...sandbox.credentials };
  host = await startHostApp({ options, providers: [PaymentListener] });
}, 120_000);

afterAll(async () => {
  await host.app.close();
  built.remove();
  await sandbox.stop();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'newpay-'));
});

afterEach(() => rm(folder, { recursive: true }));

const rightVariables = () => ({ ...sandboxVariables(sandbox), NEWPAY_PUBLIC_URL: host.url });

/** Runs the doctor in a process of its own, in an empty folder. */
function doctor(
  variables: Record<string, string>,
  ...args: string[]
): Promise<{ code: number; lines: string[]; stderr: string }> {
  const options = { cwd: folder, env: { PATH: process.env['PATH'], ...variables } };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(built.dist, 'cli', 'main.js'), 'doctor', ...args],
      options,
      (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), lines: stdout.trim().split('\n'), stderr }),
    );
  });
}

it('The doctor says in one line each what holds, and exits with 0.', async () => {
  const { appId, merchantId, baseUrl } = sandbox.credentials;

  const { code, lines, stderr } = await doctor(rightVariables());

  expect(lines).toEqual([
    'Variables: the environment',
    `ok       appId is ${appId}`,
    `ok       merchantId is ${merchantId}`,
    "ok       The private key is an RSA key, and NewPay's public key is another one than yours",
    `ok       Orders go to ${baseUrl}`,
    `ok       The app is at ${host.url}`,
    'ok       The sandbox answered a signed query, and accepts your signature',
    `ok       ${host.callbackUrl} answers 401 to an unsigned callback`,
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}, 60_000);

it('The doctor reads the file .env as an app does, and says what is wrong with the remedy.', async () => {
  const { privateKey, baseUrl } = sandbox.credentials;
  const stranger = await NewPaySandbox.start();
  const text = Object.entries({
    ...sandboxVariables(stranger),
    NEWPAY_BASE_URL: baseUrl,
    NEWPAY_PUBLIC_URL: 'http://127.0.0.1:9',
    NEWPAY_PUBLICURL: 'x',
  }).map(([name, value]) => `${name}="${value}"\n`);
  await stranger.stop();
  await writeFile(join(folder, '.env'), text.join(''));

  const { code, lines } = await doctor({});

  expect(code).toBe(1);
  expect(lines).toEqual(
    expect.arrayContaining([
      'Variables: the environment, then .env',
      'warning  The variable NEWPAY_PUBLICURL is not read by newPayConfig: did you mean NEWPAY_PUBLIC_URL?',
      expect.stringMatching(
        /^FAIL {5}NewPay refused the request: .*UNKNOWN_APP.*sandbox --env \.env"$/,
      ),
      'FAIL     http://127.0.0.1:9/newpay/callback does not answer (ECONNREFUSED): start the app, and check NEWPAY_PUBLIC_URL',
    ]),
  );
  expect(lines.join('')).not.toContain(privateKey.slice(40, 80));
}, 60_000);

it('The doctor finds keys that do not match, and names all missing variables.', async () => {
  const { privateKey, platformPublicKey } = sandbox.credentials;
  const swapped = { NEWPAY_PRIVATE_KEY: platformPublicKey, NEWPAY_PLATFORM_PUBLIC_KEY: privateKey };

  const [wrong, none] = [
    await doctor({ ...rightVariables(), ...swapped }),
    await doctor({ NEWPAY_PUBLIC_URL: host.url }),
  ];

  expect(wrong).toMatchObject({ code: 1 });
  expect(wrong.lines).toContainEqual(
    expect.stringMatching(/^FAIL {5}NewPay option "privateKey" holds a public key: /),
  );
  expect(wrong.lines).toContain('warning  NewPay was not asked: correct the lines above first.');
  expect(none.lines).toContainEqual(
    expect.stringMatching(/^FAIL {5}NewPay options "appId", .* are missing: .*NEWPAY_APP_ID/),
  );
}, 60_000);

it('The doctor finds a wrong address of API v2.', async () => {
  const { code, lines } = await doctor({ ...rightVariables(), NEWPAY_V2_BASE_URL: 'newpay' });

  expect(code).toBe(1);
  expect(lines).toContainEqual(
    expect.stringMatching(/^FAIL {5}NewPay option "v2\.baseUrl" must be an https URL/),
  );
}, 60_000);

it('The doctor finds a callback URL that is not the one of the app.', async () => {
  const { code, lines } = await doctor(rightVariables(), '--callback', '/api/newpay/callback');

  expect(code).toBe(1);
  expect(lines.at(-1)).toBe(
    `FAIL     ${host.url}/api/newpay/callback answers 404 to an unsigned callback, and not 401 with {"transResult":"FAIL"}: the app has no such route; give the path with its global prefix with --callback`,
  );
}, 60_000);

it('The doctor exits with 2 if the file of --env cannot be read.', async () => {
  expect(await doctor({}, '--env', 'none.env')).toMatchObject({
    code: 2,
    stderr: 'The file none.env cannot be read (ENOENT).\n',
  });
}, 60_000);
