import { createVerify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { CallbackEndpoint, refuse } from '../sandbox/callback-endpoint.js';
import { RawMerchant } from '../sandbox/raw-merchant.js';
import { plainV2StringToSign } from '../support/nested-forms.js';
import { Session } from './session.js';

let endpoint: CallbackEndpoint;
let sandbox: NewPaySandbox;
let merchant: RawMerchant;
let orderNo: string;

beforeAll(async () => {
  endpoint = await CallbackEndpoint.start();
  sandbox = await NewPaySandbox.start({ retryDelays: [] });
  merchant = new RawMerchant(sandbox.credentials, endpoint.url);
});

afterAll(async () => {
  await sandbox.stop();
  await endpoint.stop();
});

beforeEach(async () => {
  ({ orderNo } = (await merchant.order()) as { orderNo: string });
});

afterEach(() => sandbox.clearFaults());

async function run(...args: string[]): Promise<Session & { code: number }> {
  const session = new Session([...args, '--sandbox', sandbox.credentials.baseUrl]);
  return Object.assign(session, { code: await session.exit });
}

const acknowledged = (number: string) =>
  `${number}: callback to ${endpoint.url}: HTTP 200, acknowledged.\n`;

describe('The commands for a running sandbox:', () => {
  it('pay pays an order, fail lets it fail, and both print the answer to the callback.', async () => {
    expect(await run('pay', orderNo)).toMatchObject({ code: 0, stdout: acknowledged(orderNo) });
    const { orderNo: other } = await merchant.order();
    expect(await run('fail', other, '--reason', 'no money')).toMatchObject({ code: 0 });
    expect(endpoint.received.at(-1)!.body).toContain('"transInfo":"no money"');
  });

  it('pay exits with 1 if the callback is not acknowledged, and resend delivers it again.', async () => {
    endpoint.next.push(refuse);

    expect(await run('pay', orderNo)).toMatchObject({
      code: 1,
      stdout: `${orderNo}: callback to ${endpoint.url}: HTTP 500, not acknowledged.\n`,
    });
    expect(await run('resend', orderNo)).toMatchObject({ code: 0, stdout: acknowledged(orderNo) });
  });

  it('pay says that a callback is withheld.', async () => {
    await run('fault', 'withhold', orderNo);

    expect(await run('pay', orderNo)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('no callback was sent now'),
    });
  });

  it('refund refunds an order, completes a held refund, or lets it fail.', async () => {
    await sandbox.pay(orderNo);
    const first = await run('refund', orderNo, '--amount', '20000');
    expect(first).toMatchObject({ code: 0, stdout: acknowledged(`${orderNo}-R1`) });

    sandbox.holdRefunds();
    await merchant.refund({ orderNo, refundOrderNo: `${orderNo}-held` });
    sandbox.holdRefunds(false);
    expect(await run('refund', `${orderNo}-held`, '--failed')).toMatchObject({ code: 0 });
    expect(endpoint.received.at(-1)!.body).toContain('"transInfo":"Transaction Failed"');
  });

  it('fault injects, lists and removes faults.', async () => {
    expect(await run('fault', 'delay', 'A1', '--ms', '5', '--times', '2')).toMatchObject({
      stdout: 'delay for A1 2 more time(s) by 5 ms\n',
    });
    const two = await run('fault', 'drop', '--endpoint', 'createOrder');
    expect(two.stdout).toBe(
      'delay for A1 2 more time(s) by 5 ms\ndrop for all orders at createOrder\n',
    );
    expect((await run('fault', 'delay', 'A1', '--off')).stdout).toBe(
      'drop for all orders at createOrder\n',
    );
    expect((await run('fault', '--off')).stdout).toBe('No fault is active.\n');
    expect((await run('fault')).stdout).toBe('No fault is active.\n');
  });

  it.each(['paid', 'failed', 'refunded'])('trigger %s sends a signed callback.', async (event) => {
    const session = await run('trigger', event, '--to', endpoint.url, '--order-no', `T-${event}`);

    expect(session).toMatchObject({ code: 0, stdout: expect.stringContaining(', acknowledged.') });
    const fields = JSON.parse(endpoint.received.at(-1)!.body) as Record<string, unknown>;
    expect(fields).toMatchObject({ orderNo: `T-${event}` });
    expect('refundOrderNo' in fields).toBe(event === 'refunded');
  });

  it.each([
    ['paid', { mchOrderNo: 'T2-paid', payStatus: 'SUCCESS' }],
    ['failed', { mchOrderNo: 'T2-failed', payStatus: 'FAIL' }],
    ['refunded', { mchRefundNo: 'T2-refunded-R1', refundStatus: 'SUCCESS' }],
  ])('trigger %s --api v2 sends a signed callback of API v2.', async (event, fields) => {
    const options = ['--to', endpoint.url, '--order-no', `T2-${event}`, '--currency', 'CNY'];
    const session = await run('trigger', event, '--api', 'v2', ...options);

    expect(session).toMatchObject({ code: 0, stdout: expect.stringContaining(', acknowledged.') });
    const { data } = JSON.parse(endpoint.received.at(-1)!.body) as Record<string, object>;
    expect(data).toMatchObject({ ...fields, orderAmt: { value: '50000.00', currency: 'CNY' } });
    expect(await run('trigger', event, '--api', 'v2', ...options)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`T2-${event} already exists`),
    });
  });

  it('fail with 1 and the words of the sandbox.', async () => {
    expect(await run('pay', 'a\u001bb')).toMatchObject({
      code: 1,
      stderr: 'The sandbox has no order "a\\u{1b}b"\n',
    });
    expect(await run('fault', 'earthquake')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^fault must be one of /),
    });
  });

  it.each([
    [['pay'], 'pay takes the number of one order'],
    [['refund', 'a', 'b'], 'refund takes the number of one order or refund'],
    [['fault', 'drop', 'a', 'b'], 'fault takes one fault and one number'],
    [['fault', '--times', '2'], 'fault takes these options with the name of a fault only'],
    [
      ['trigger', 'stolen', '--to', 'http://a.b'],
      'trigger takes one event: paid, failed, refunded',
    ],
    [['trigger', 'paid', '--to', 'http://a.b', '--api', 'v3'], '--api must be v1 or v2, not "v3"'],
    [
      ['trigger', 'paid', '--to', 'http://a.b', '--api', 'v2', '--nested', 'xml'],
      '--nested must be one of wire, json',
    ],
    [
      ['trigger', 'paid', '--to', 'http://a.b', '--api', 'v2', '--nested', 'java'],
      '--nested goes with --keys and --api v2',
    ],
    [
      ['trigger', 'paid', '--to', 'http://a.b', '--keys', 'x', '--nested', 'java'],
      '--nested goes with --keys and --api v2',
    ],
    [['trigger', 'paid'], '--to must be the callback URL of your app'],
    [['pay', 'a', '--sandbox', 'here'], '--sandbox must be a URL such as http://127.0.0.1:4010'],
  ])('%j is rejected with exit code 2.', async (args, problem) => {
    const session = new Session(args);

    expect(await session.exit).toBe(2);
    expect(session.stderr.startsWith(problem)).toBe(true);
    expect(session.stderr).toContain(`Usage: nestjs-newpay ${args[0]}`);
  });
});

describe('trigger --keys', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'newpay-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** Lets a sandbox make its keys, and returns the public one of the platform. */
  async function makeKeys(keys: string): Promise<string> {
    const started = new Session(['sandbox', '--port', '0', '--keys', keys]);
    const greeting = await started.greeting();
    started.interrupt();
    await started.exit;
    const [, key] = /NEWPAY_PLATFORM_PUBLIC_KEY="(.*)"/.exec(greeting)!;
    return key!.replaceAll(String.raw`\n`, '\n');
  }

  it('signs with the keys of a folder, and no sandbox has to run.', async () => {
    const keys = join(folder, 'keys');
    const platformPublicKey = await makeKeys(keys);

    const session = new Session(['trigger', 'paid', '--to', endpoint.url, '--keys', keys]);

    expect(await session.exit).toBe(0);
    const callback = JSON.parse(endpoint.received.at(-1)!.body) as Record<string, unknown>;
    expect(merchant.accepts(callback, platformPublicKey)).toBe(true);
  });

  it('signs a callback of API v2 in the form that --nested names.', async () => {
    const keys = join(folder, 'keys');
    const platformPublicKey = await makeKeys(keys);

    const options = ['--to', endpoint.url, '--keys', keys, '--api', 'v2', '--nested', 'java'];
    expect(await new Session(['trigger', 'paid', ...options]).exit).toBe(0);

    const { data } = JSON.parse(endpoint.received.at(-1)!.body) as {
      data: Record<string, unknown>;
    };
    const verifies = (form: 'java' | 'json') =>
      createVerify('RSA-SHA256')
        .update(plainV2StringToSign(data, form))
        .verify(platformPublicKey, String(data['sign']), 'base64');
    expect([verifies('java'), verifies('json')]).toEqual([true, false]);
  });

  it('needs such a folder.', async () => {
    const session = new Session(['trigger', 'paid', '--to', endpoint.url, '--keys', folder]);

    expect(await session.exit).toBe(2);
    expect(session.stderr).toContain(`The folder ${folder} has no keys of a sandbox`);
  });
});

describe('Without a sandbox', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((_request, response) => response.writeHead(404).end('<html>'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
  });

  it('a command names the remedy.', async () => {
    const session = new Session(['pay', 'A1', '--sandbox', 'http://127.0.0.1:9']);

    expect(await session.exit).toBe(1);
    expect(session.stderr).toBe(
      'No sandbox answers at http://127.0.0.1:9 (ECONNREFUSED): start one with "nestjs-newpay sandbox", or name its URL with --sandbox.\n',
    );
  });

  it('a command says that something else answers.', async () => {
    const session = new Session(['pay', 'A1', '--sandbox', url]);

    expect(await session.exit).toBe(1);
    expect(session.stderr).toBe(
      `${url} answered HTTP 404, and not as a sandbox of this version does.\n`,
    );
  });

  it.each(['{}', '[]', 'null', '"ok"', '{"number":"A1"}'])(
    'a command does not take the answer %s of something else for a success.',
    async (body) => {
      const stranger = createServer((_request, response) => response.end(body)).listen(0);
      await once(stranger, 'listening');
      const other = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
      const session = new Session(['pay', 'A1', '--sandbox', other]);

      expect(await session.exit).toBe(1);
      expect(session.stderr).toBe(
        `${other} answered HTTP 200, and not as a sandbox of this version does.\n`,
      );
      stranger.close();
    },
  );
});
