import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Deadline } from '../../lib/gateway/deadline.js';
import { GatewayClient } from '../../lib/gateway/gateway-client.js';
import { startFakeGateway, type FakeGateway } from '../support/fake-gateway.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { until } from '../support/until.js';

let gateway: FakeGateway;
let host: HostApp;

beforeEach(async () => {
  gateway = await startFakeGateway();
  host = await startHostApp({ options: { baseUrl: gateway.url } });
});

afterEach(async () => {
  await host.app.close();
  await gateway.stop();
});

describe('GatewayClient', () => {
  it('Nothing is sent when the time is over before the call is signed.', async () => {
    const deadline = new Deadline(1);
    await until(() => deadline.isOver);
    const client = host.app.get(GatewayClient, { strict: false });
    await expect(client.post(`${gateway.url}/x`, {}, deadline)).rejects.toMatchObject({
      kind: 'not-sent',
      message: 'NewPay could not be reached: 1 ms were over before the call was signed',
    });
    expect(gateway.requests).toEqual([]);
  });
});
