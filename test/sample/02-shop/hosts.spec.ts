/** @needs redis postgres */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createClient, RESP_TYPES } from 'redis';
import { NewPayPaidEvent } from '../../../lib/index.js';
import { NewPaySandbox } from '../../../lib/sandbox/index.js';
import { until } from '../../support/until.js';
import { SUCCESS } from '../../support/callback-answers.js';
import { PLATFORMS } from '../../support/host-app.js';
import { redisUrl } from '../../support/services.js';
import { paymentFields, signedBody } from '../../support/signed-callback.js';
import { press } from './browser.js';
import { answers } from './hosts/answers.hosts.js';
import { bodies } from './hosts/bodies.hosts.js';
import { emitters } from './hosts/emitters.hosts.js';
import { everything } from './hosts/everything.hosts.js';
import { openHostShop, type HostShop } from './hosts/open-host-shop.js';
import { pipes } from './hosts/pipes.hosts.js';
import type { ShopHost } from './hosts/shop-host.js';
import { surroundings } from './hosts/surroundings.hosts.js';
import { onServer } from './test-databases.js';

jest.setTimeout(60_000);

const bytes = createClient({
  url: redisUrl,
  commandOptions: {
    typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer, [RESP_TYPES.SIMPLE_STRING]: Buffer },
  },
});
let database: Awaited<ReturnType<typeof onServer>>;
let sandbox: NewPaySandbox;

beforeAll(async () => {
  await bytes.connect();
  database = await onServer();
  sandbox = await NewPaySandbox.start({ retryDelays: [100] });
});

afterAll(async () => {
  await sandbox.stop();
  await database.drop();
  bytes.destroy();
});

const asItIs: ShopHost = { title: 'as it is' };
const hosts = [
  asItIs,
  ...pipes,
  ...bodies,
  ...answers,
  ...emitters,
  ...surroundings(bytes),
  ...everything,
];

describe.each(PLATFORMS)('On %s, the shop', (platform) => {
  describe.each(hosts.filter(({ platforms = PLATFORMS }) => platforms.includes(platform)))(
    '$title',
    (host) => {
      let shop: HostShop;
      let orderNo: string;

      beforeAll(async () => {
        shop = await openHostShop(host, platform, sandbox, database.url);
      });
      afterAll(() => shop.close());

      it('has the host that its title says, and logs the expected warnings only.', async () => {
        expect(shop.complaints()).toEqual(host.warnings ?? []);
        await host.control?.(shop);
      });

      it('sells a product, and its listeners receive the payment once.', async () => {
        shop.complaints();
        const bought = await shop.goToCashier();
        ({ orderNo } = bought);
        expect(await shop.statusOf(orderNo)).toBe('pending');

        const back = await press(bought.cashier, 'pay');
        expect(back.url).toBe(`${shop.url}/orders/${orderNo}?back=success`);
        await until(() => sandbox.deliveries(orderNo).some(({ acknowledged }) => acknowledged));

        const deliveries = sandbox
          .deliveries(orderNo)
          .map(({ url, status, response }) => [url, status, response]);
        expect(deliveries).toEqual([[shop.callbackUrl, 200, SUCCESS]]);
        await until(async () => (await shop.statusOf(orderNo)) === 'paid');
        const effects = host.effects ?? ['mark-paid'];
        await until(async () => (await shop.effectsOf(orderNo)).length >= effects.length);
        expect(await shop.effectsOf(orderNo)).toEqual(effects);
        await until(() => shop.recorder.paid.some((each) => each.orderNo === orderNo));

        const [event, ...others] = shop.recorder.paid.filter((each) => each.orderNo === orderNo);
        expect(others).toEqual([]);
        expect(event).toBeInstanceOf(NewPayPaidEvent);
        expect(event).toMatchObject({
          orderAmt: '85000.00',
          currency: 'LAK',
          subject: 'Bolaven coffee, 500 g',
          extra: 'ANDROID',
          source: 'callback',
        });
        expect(event?.occurredAt).toBeInstanceOf(Date);
        await expectComplaints(shop, [
          ...(host.complaints?.(orderNo) ?? []),
          ...(host.remarks?.(orderNo) ?? []),
        ]);
        await host.afterwards?.(shop, orderNo);
      });

      it('receives newpay.duplicate for a second payment of the order.', async () => {
        const { appId } = sandbox.credentials;
        const second = { appId, orderNo, newpayOrderNo: 'N2', orderAmt: '85000.00' };
        const response = await fetch(shop.callbackUrl, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: signedBody(paymentFields(second)),
        });
        expect([response.status, await response.text()]).toEqual([200, SUCCESS]);
        await until(() => shop.recorder.duplicates.length > 0);
        expect(shop.recorder.duplicates).toEqual([
          expect.objectContaining({ orderNo, newpayOrderNo: 'N2', orderAmt: '85000.00' }),
        ]);
        await expectComplaints(shop, [
          expect.stringMatching(`^Order ${orderNo} seems to be paid twice: NewPay's N2 `),
          ...(host.remarks?.(orderNo) ?? []),
        ]);
        expect(await shop.statusOf(orderNo)).toBe('paid');
        expect(shop.recorder.paid.filter((each) => each.orderNo === orderNo)).toHaveLength(1);
      });
    },
  );
});

/** Waits for as many lines, in any order: listeners run while the callback is answered. */
async function expectComplaints(shop: HostShop, expected: readonly unknown[]): Promise<void> {
  const complaints: string[] = [];
  await until(() => complaints.push(...shop.complaints()) >= expected.length);
  expect(complaints).toHaveLength(expected.length);
  expect(complaints).toEqual(expect.arrayContaining([...expected]));
}
