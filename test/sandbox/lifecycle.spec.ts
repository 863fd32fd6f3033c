import { describe, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { CallbackEndpoint, refuse } from './callback-endpoint.js';
import { until } from '../support/until.js';
import { RawMerchant } from './raw-merchant.js';
import { untyped } from '../support/untyped.js';

describe('A sandbox that starts', () => {
  it('has exactly the credentials that NewPayModule.forRoot takes', async () => {
    const sandbox = await NewPaySandbox.start();
    try {
      expect(sandbox.credentials).toEqual({
        appId: expect.stringMatching(/^[0-9a-f]{32}$/),
        merchantId: expect.stringMatching(/^[0-9a-f]{32}$/),
        privateKey: expect.stringMatching(/^-----BEGIN PRIVATE KEY-----\n/),
        platformPublicKey: expect.stringMatching(/^-----BEGIN PUBLIC KEY-----\n/),
        baseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        v2: { baseUrl: sandbox.credentials.baseUrl },
      });
    } finally {
      await sandbox.stop();
    }
  });

  it('listens on the given port, or fails with the error of the system', async () => {
    const first = await NewPaySandbox.start();
    const port = Number(new URL(first.credentials.baseUrl).port);
    await expect(NewPaySandbox.start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.stop();

    const second = await NewPaySandbox.start({ port });

    expect(second.credentials.baseUrl).toBe(`http://127.0.0.1:${port}`);
    expect(second.credentials.appId).not.toBe(first.credentials.appId);
    await second.stop();
  });

  it.each([
    [[-1], '-1'],
    [[Number.NaN], 'NaN'],
    [[10, 2 ** 31], '2147483648'],
    [untyped([undefined]), 'undefined'],
    [untyped(10), '10'],
    [untyped('10 s'), '10 s'],
  ])('refuses the retry delays %j', async (retryDelays, given) => {
    await expect(NewPaySandbox.start({ retryDelays })).rejects.toThrow(
      new RangeError(`retryDelays must contain milliseconds from 0 to 2147483647, not ${given}`),
    );
  });
});

describe('A sandbox that stops', () => {
  it('aborts deliveries and drops retries', async () => {
    const endpoint = await CallbackEndpoint.start();
    const sandbox = await NewPaySandbox.start({ retryDelays: [60_000] });
    const merchant = new RawMerchant(sandbox.credentials, endpoint.url);
    await merchant.order({ orderNo: 'retried' });
    await merchant.order({ orderNo: 'underway' });
    endpoint.next.push(refuse, () => undefined);
    await sandbox.pay('retried');
    const paying = sandbox.pay('underway');
    await until(() => endpoint.received.length === 2);

    await sandbox.stop();
    await paying;

    expect(sandbox.deliveries('retried')).toHaveLength(1);
    expect(sandbox.deliveries('underway')).toMatchObject([
      { status: undefined, error: expect.stringContaining('abort') },
    ]);
    await until(async () => (await endpoint.connections) === 0);
    await expect(fetch(sandbox.credentials.baseUrl)).rejects.toThrow('fetch failed');
    await sandbox.stop();
    await endpoint.stop();
  });

  it('does not wait for the connections of its clients', async () => {
    const sandbox = await NewPaySandbox.start();
    await (await fetch(sandbox.credentials.baseUrl)).text();
    const started = Date.now();

    await sandbox.stop();

    expect(Date.now() - started).toBeLessThan(1_000);
  });
});
