import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { Deadline } from '../../lib/gateway/deadline.js';
import { GatewayClient } from '../../lib/gateway/gateway-client.js';
import { startFakeGateway, type FakeGateway } from '../support/fake-gateway.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { until } from '../support/until.js';

let gateway: FakeGateway;
let host: HostApp;

async function start(): Promise<void> {
  host = await startHostApp({ options: { baseUrl: gateway.url } });
}

async function post(deadline = new Deadline(10_000)): Promise<unknown> {
  try {
    const client = host.app.get(GatewayClient, { strict: false });
    return await client.post(`${gateway.url}/x`, {}, deadline);
  } finally {
    deadline.clear();
  }
}

beforeEach(async () => {
  gateway = await startFakeGateway();
});

afterEach(async () => {
  await host.app.close();
  await gateway.stop();
});

describe('GatewayClient', () => {
  it('Nothing is sent when the time is over before the call is signed.', async () => {
    await start();
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
      await start();
      await post();
    } finally {
      delete defaults.headers.common['Authorization'];
      delete defaults.params;
    }
    expect(gateway.requests[0]?.headers.authorization).toBeUndefined();
    expect(gateway.requests[0]?.path).toBe('/x');
  });

  it('The connection is kept for the next request.', async () => {
    await start();
    await post();
    await post();
    expect(gateway.requests.map(({ connection }) => connection)).toEqual([0, 0]);
  });
});
