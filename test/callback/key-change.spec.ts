import { afterEach, describe, expect, it } from '@jest/globals';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { pemOf, platformKeys, rsaKeyPair, type KeyPair } from '../support/keys.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

const oldKeys = platformKeys;
const newKeys = rsaKeyPair();
let host: HostApp;

afterEach(() => host.app.close());

/** The statuses of callbacks signed by the old key and by the new one. */
async function statusesWith(...configured: KeyPair[]): Promise<[old: number, current: number]> {
  const platformPublicKey = configured.map(({ publicKey }) => pemOf(publicKey));
  host = await startHostApp({ options: { platformPublicKey }, providers: [PaymentListener] });
  const [old, current] = [await deliver('A1', oldKeys), await deliver('A2', newKeys)];
  return [old, current];
}

async function deliver(orderNo: string, { privateKey }: KeyPair): Promise<number> {
  const body = signedBody(paymentFields({ orderNo }), privateKey);
  return (await host.postCallback(body)).status;
}

const published = () =>
  host.app.get(PaymentListener).receivedEvents.map(([name, { orderNo }]) => `${name} ${orderNo}`);

describe('a change of NewPay’s key', () => {
  it('before: only the old one is believed', async () => {
    expect(await statusesWith(oldKeys)).toEqual([200, 401]);
    expect(published()).toEqual(['paid A1']);
  });

  it.each([
    ['old, new', [oldKeys, newKeys]],
    ['new, old', [newKeys, oldKeys]],
  ])('during: both are, as %s', async (_order, configured) => {
    expect(await statusesWith(...configured)).toEqual([200, 200]);
    expect(published()).toEqual(['paid A1', 'paid A2']);
  });

  it('after: the old one is not believed any more', async () => {
    expect(await statusesWith(newKeys)).toEqual([401, 200]);
    expect(published()).toEqual(['paid A2']);
  });
});
