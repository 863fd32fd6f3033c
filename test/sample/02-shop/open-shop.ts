import { expect } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { PayMethod } from '../../../lib/index.js';
import { AppModule } from '../../../sample/02-shop/src/app.module.js';
import { shopConfig, type ShopConfig } from '../../../sample/02-shop/src/config/shop.config.js';
import { Database } from '../../../sample/02-shop/src/database/database.js';
import { APP_OPTIONS, configureShop } from '../../../sample/02-shop/src/shop.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { open, press, textOf, type LoadedPage } from './browser.js';
import type { TestDatabase } from './test-databases.js';

export interface OpenShop {
  readonly app: INestApplication;
  readonly url: string;
  readonly logger: RecordingLogger;
  /** Buys the first product of the page. */
  buy(payMethod?: PayMethod, userAgent?: string): Promise<LoadedPage>;
  /** The number of the newest order. */
  newestOrderNo(): Promise<string>;
  statusOf(orderNo: string): Promise<string | undefined>;
  /** Waits until the order has that status. */
  expectStatus(orderNo: string, status: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts the sample shop on a free port, with that database and these variables. */
export async function openShop(
  database: TestDatabase,
  variables: Record<string, string> = {},
): Promise<OpenShop> {
  const environment = { ...process.env };
  // Set to nothing, so that credentials in a developer's sample/02-shop/.env are not used.
  Object.assign(process.env, { PORT: '0', PUBLIC_URL: '', API: '', NEWPAY_APP_ID: '' }, variables);
  const logger = new RecordingLogger();
  const module = await Test.createTestingModule({ imports: [AppModule] })
    .setLogger(logger)
    .overrideProvider(Database)
    .useFactory({ factory: () => database.open() })
    .compile();
  const app = configureShop(
    module.createNestApplication<NestExpressApplication>({ ...APP_OPTIONS, logger }),
  );
  const { port, publicUrl: url } = app.get<ShopConfig>(shopConfig.KEY);
  await app.listen(port);

  async function statusOf(orderNo: string): Promise<string | undefined> {
    return textOf(await open(`${url}/orders/${orderNo}`), 'order-status');
  }

  return {
    app,
    url,
    logger,
    statusOf,
    buy: async (payMethod = PayMethod.NewPay, userAgent = '') =>
      press(await open(url), 'buy', { payMethod: `${payMethod}` }, { 'user-agent': userAgent }),
    newestOrderNo: async () => {
      const { text } = await open(`${url}/clerk`);
      const orderNo = /href="\/clerk\/orders\/([^"]+)"/.exec(text)?.[1];
      expect(orderNo).toMatch(/^[0-9A-Z]{20}$/);
      return orderNo as string;
    },
    expectStatus: async (orderNo, status) => {
      const deadline = Date.now() + 5_000;
      while ((await statusOf(orderNo)) !== status && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(await statusOf(orderNo)).toBe(status);
    },
    close: async () => {
      await app.close();
      process.env = environment;
    },
  };
}
