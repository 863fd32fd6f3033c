import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallbackEndpoint, refuse } from '../sandbox/callback-endpoint.js';
import { buildPackage, type BuiltPackage } from '../support/built-package.js';
import { until } from '../support/until.js';
import { RawMerchant } from '../sandbox/raw-merchant.js';
import { merchantKeys, pemOf, platformKeys } from '../support/keys.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

const execute = promisify(execFile);

let built: BuiltPackage;
let program: string;

beforeAll(async () => {
  built = await buildPackage('newpay-cli-test');
  program = join(built.dist, 'cli', 'main.js');
}, 60_000);

afterAll(() => built.remove());

it('The command nestjs-newpay is an executable script.', () => {
  expect(readFileSync(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});

it('The command nestjs-newpay prints the version of the package that it belongs to.', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

  const { stdout } = await execute(process.execPath, [program, '--version']);

  expect(stdout).toBe(`${version}\n`);
});

it('The process exits with the code of its command.', async () => {
  await expect(execute(process.execPath, [program, 'bogus'])).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('Unknown command "bogus".'),
  });
});

describe('Standard input', () => {
  const keyFile = () => join(built.dist, 'platform.pem');
  const explain = () => spawn(process.execPath, [program, 'explain', '--key', keyFile()]);
  const exitOf = (child: ChildProcess) =>
    new Promise((resolve) => child.once('exit', (...outcome) => resolve(outcome)));

  beforeAll(() => writeFileSync(keyFile(), pemOf(platformKeys.publicKey)));

  it.each([
    [0, signedBody(paymentFields())],
    [1, signedBody(paymentFields(), merchantKeys.privateKey)],
  ])('is read: explain exits with %i', async (code, body) => {
    const child = explain();
    child.stdin.end(body);

    expect(await exitOf(child)).toEqual([code, null]);
  });

  it('is not awaited after Ctrl-C', async () => {
    const child = explain();
    let problem = '';
    child.stderr.on('data', (chunk: Buffer) => (problem += chunk.toString()));
    const exited = exitOf(child);
    // More than a pipe holds: written as soon as the program reads.
    await new Promise((resolve) => child.stdin.write(' '.repeat(500_000), resolve));

    child.kill('SIGINT');

    expect(await exited).toEqual([2, null]);
    expect(problem).toBe('Interrupted.\n');
  });
});

it.each(['SIGINT', 'SIGTERM'] as const)(
  'The sandbox ends well on %s, with a retry still to come.',
  async (signal) => {
    const shop = await CallbackEndpoint.start();
    shop.next.push(refuse);
    const sandbox = spawn(process.execPath, [program, 'sandbox', '--port', '0']);
    let output = '';
    sandbox.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const exited = new Promise((resolve) => sandbox.once('exit', (...outcome) => resolve(outcome)));
    const value = (name: string) =>
      new RegExp(`^${name}="?(.*?)"?$`, 'm').exec(output)![1]!.replaceAll(String.raw`\n`, '\n');
    await until(() => output.includes('Ctrl-C'));
    const merchant = new RawMerchant(
      {
        appId: value('NEWPAY_APP_ID'),
        merchantId: value('NEWPAY_MERCHANT_ID'),
        privateKey: value('NEWPAY_PRIVATE_KEY'),
        platformPublicKey: value('NEWPAY_PLATFORM_PUBLIC_KEY'),
        baseUrl: value('NEWPAY_BASE_URL'),
      },
      shop.url,
    );
    const { payUrl } = await merchant.order();
    await fetch(`${payUrl}/pay`, { method: 'POST', redirect: 'manual' });

    sandbox.kill(signal);

    expect(await exited).toEqual([0, null]);
    await shop.stop();
  },
);
