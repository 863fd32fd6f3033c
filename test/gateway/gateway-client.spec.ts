import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { Deadline } from '../../lib/gateway/call-options.js';
import { GatewayClient } from '../../lib/gateway/gateway-client.js';
import { usePaymentApp } from '../support/payment-app.js';
import { until } from '../support/until.js';

const { gateway, host, logger, restart } = usePaymentApp();

async function post(deadline = new Deadline(10_000)): Promise<unknown> {
  try {
    const client = host().app.get(GatewayClient, { strict: false });
    // A signature comes from the thread pool, in a later turn of the event loop.
    const sign = () => setImmediate('{}');
    const call = { url: `${gateway.url}/x`, headers: { version: '1.0' }, sign };
    return await client.send(call, deadline, (answer) => answer);
  } finally {
    deadline.clear();
  }
}

describe('GatewayClient', () => {
  it('Nothing is sent when the time is over before the call is signed.', async () => {
    const deadline = new Deadline(1);
    await until(() => deadline.isOver);

    await expect(post(deadline)).rejects.toMatchObject({
      kind: 'not-sent',
      message: 'NewPay could not be reached: 1 ms were over before the call was signed',
    });
    expect(gateway.requests).toEqual([]);
  });

  it('A request has none of the global axios defaults of the host.', async () => {
    const { defaults } = axios;
    defaults.headers.common['Authorization'] = 'Bearer of the host';
    defaults.params = { tenant: 't1' };
    try {
      await restart({});
      await post();
    } finally {
      delete defaults.headers.common['Authorization'];
      delete defaults.params;
    }
    expect(gateway.requests[0]?.headers.authorization).toBeUndefined();
    expect(gateway.requests[0]?.path).toBe('/x');
  });

  it('A request says what it is, and that it wants plain JSON, beside the headers of its call.', async () => {
    await post();
    expect(gateway.requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'nestjs-newpay',
      version: '1.0',
    });
  });

  it('The app logs nothing of the module that is loaded for its first call.', async () => {
    await restart({});
    const { lines } = logger();
    const before = lines.length;
    await post();
    expect(lines.slice(before)).toEqual([]);
  });

  it('A request that still waits for its answer ends when the app has closed.', async () => {
    gateway.reply = () => undefined;
    const failure = post(new Deadline(60_000)).catch((error: unknown) => error);
    await until(() => gateway.requests.length === 1);
    await host().app.close();
    expect(await failure).toMatchObject({ kind: 'no-answer' });
  });

  it('A request that has ended is not aborted when the app closes.', async () => {
    const deadline = new Deadline(10_000);
    await post(deadline);
    await host().app.close();
    expect(deadline.isAborted).toBe(false);
  });

  it('The connection that is kept is closed with the app.', async () => {
    await post();
    expect(await gateway.connections()).toBe(1);
    await host().app.close();
    // Sooner than an idle connection ends by itself.
    await until(async () => (await gateway.connections()) === 0, 2_000);
  });

  it('The connection is kept for the next request.', async () => {
    await post();
    await post();
    expect(gateway.requests.map(({ connection }) => connection)).toEqual([0, 0]);
  });
});
