import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NewPaySandbox } from '../../../../lib/sandbox/index.js';
import { shopConfig, type ShopConfig } from '../../../../sample/02-shop/src/config/shop.config.js';
import { Database } from '../../../../sample/02-shop/src/database/database.js';
import { OrdersRepository } from '../../../../sample/02-shop/src/orders/orders.repository.js';
import { APP_OPTIONS, configureShop } from '../../../../sample/02-shop/src/shop.js';
import type { Platform } from '../../../support/host-app.js';
import { pemOf, platformKeys } from '../../../support/keys.js';
import { RecordingLogger } from '../../../support/recording-logger.js';
import { open, press, textOf, type LoadedPage } from '../browser.js';
import { sandboxVariables } from '../../../support/sandbox-variables.js';
import { hostModule } from './host-module.js';
import { Recorder } from './recorder.js';
import type { ShopHost } from './shop-host.js';

/** The sample shop in a host app. */
export interface HostShop {
  readonly app: INestApplication;
  readonly url: string;
  readonly callbackUrl: string;
  readonly recorder: Recorder;
  /** Submits the form of a product; does not follow the redirect. */
  buy(productId?: string): Promise<Response>;
  /** Buys a product and follows the redirect to the cashier page. */
  goToCashier(): Promise<{ cashier: LoadedPage; orderNo: string }>;
  statusOf(orderNo: string): Promise<string | undefined>;
  /** The effects of the listeners for the order, from the database. */
  effectsOf(orderNo: string): Promise<string[]>;
  /** The log lines above the level `log` since the last call. */
  complaints(): string[];
  close(): Promise<void>;
}

/** Starts the shop as `main.ts` does, with that sandbox. */
export async function openHostShop(
  host: ShopHost,
  platform: Platform,
  sandbox: NewPaySandbox,
  databaseUrl: string,
): Promise<HostShop> {
  const environment = { ...process.env };
  Object.assign(process.env, {
    PORT: '0',
    PUBLIC_URL: '',
    DATABASE_URL: databaseUrl,
    ...sandboxVariables(sandbox),
    // Two keys, as during a key rotation: for the sandbox's callbacks and for the test's own.
    NEWPAY_PLATFORM_PUBLIC_KEY: [
      sandbox.credentials.platformPublicKey,
      pemOf(platformKeys.publicKey),
    ].join(),
    ...host.variables?.(sandbox),
  });
  const logger = new RecordingLogger();
  const adapter = platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const settings = { ...APP_OPTIONS, logger, abortOnError: false, ...host.settings };
  const app = await NestFactory.create(hostModule(host), adapter, settings);
  host.configure?.(app);
  if (platform === 'express') {
    // On Fastify, static files and the OpenAPI page would need further packages.
    configureShop(app as NestExpressApplication);
  }
  const { port, publicUrl: url } = app.get<ShopConfig>(shopConfig.KEY);
  await app.listen(port);

  const buy = (productId = 'coffee'): Promise<Response> =>
    fetch(`${url}/orders`, {
      method: 'POST',
      body: new URLSearchParams({ productId, payMethod: '1' }),
      redirect: 'manual',
    });
  let read = 0;
  return {
    app,
    url,
    callbackUrl: url + (host.path ?? '/newpay/callback'),
    recorder: app.get(Recorder),
    buy,
    goToCashier: async () => {
      const cashier = await press(await open(url), 'buy', { payMethod: '1' });
      const [newest] = await app.get(OrdersRepository, { strict: false }).list(1);
      return { cashier, orderNo: newest?.orderNo ?? '' };
    },
    statusOf: async (orderNo) => textOf(await open(`${url}/orders/${orderNo}`), 'order-status'),
    effectsOf: async (orderNo) => {
      const text = 'SELECT effect FROM shop_effects WHERE subject LIKE $1 ORDER BY effect';
      const rows = await app.get(Database).query<{ effect: string }>(text, [`%${orderNo}%`]);
      return rows.map(({ effect }) => effect);
    },
    complaints: () => {
      const lines = logger.lines.slice(read);
      read = logger.lines.length;
      return lines.filter(({ level }) => level !== 'log').map(({ message }) => message);
    },
    close: async () => {
      await app.close();
      process.env = environment;
    },
  };
}
