import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Logger, NotFoundException, type INestApplication, type Type } from '@nestjs/common';
import {
  Currency,
  PayMethod,
  type NewPayModuleOptions,
  type NewPayService,
} from '../../lib/index.js';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { freePort } from '../support/free-port.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { WrittenApp } from './written-app.js';

type Merchant = NewPayModuleOptions & { name: string };
interface Payments {
  of(merchant: string): NewPayService;
}

const written = new WrittenApp('docs/recipes/merchants-from-a-database.md');
const sandboxes = new Map<string, NewPaySandbox>();
let app: INestApplication;
let payments: Payments;
let sales: readonly string[];

beforeAll(async () => {
  Logger.overrideLogger(new RecordingLogger());
  const port = await freePort();
  const page = `http://127.0.0.1:${port}`;
  const table: Merchant[] = [];
  for (const name of ['coffee', 'books']) {
    const sandbox = await NewPaySandbox.start({ retryDelays: [] });
    sandboxes.set(name, sandbox);
    const pages = { success: page, failure: page, cancel: page };
    table.push({ ...sandbox.credentials, name, publicUrl: page, pages });
  }
  const { createApp } = await written.import<{
    createApp: (read: () => Promise<readonly Merchant[]>) => Promise<INestApplication>;
  }>('src/create-app.js');
  const { MerchantPayments } = await written.import<{ MerchantPayments: Type<Payments> }>(
    'src/merchant-payments.js',
  );
  const { SalesListener } = await written.import<{
    SalesListener: Type<{ sales: readonly string[] }>;
  }>('src/sales.listener.js');
  app = await createApp(() => Promise.resolve(table));
  await app.listen(port, '127.0.0.1');
  payments = app.get(MerchantPayments, { strict: false });
  sales = app.get(SalesListener).sales;
});

afterAll(async () => {
  await app.close();
  await Promise.all([...sandboxes.values()].map((sandbox) => sandbox.stop()));
  written.remove();
});

it('Each merchant of the table has its own service, its own route and its own events.', async () => {
  for (const [merchant, sandbox] of sandboxes) {
    await payments.of(merchant).createOrder({
      orderNo: `${merchant}-1`,
      payMethod: PayMethod.NewPay,
      currency: Currency.LAK,
      orderAmt: '50000',
    });
    await sandbox.pay(`${merchant}-1`);
    expect(sandbox.deliveries(`${merchant}-1`)).toEqual([
      expect.objectContaining({
        acknowledged: true,
        url: expect.stringContaining(`/newpay/${merchant}/callback`),
      }),
    ]);
  }
  expect(sales).toEqual(['coffee: coffee-1 paid', 'books: books-1 paid']);
});

it('A merchant who is not in the table is not found.', () => {
  expect(() => payments.of('tea')).toThrow(NotFoundException);
});
