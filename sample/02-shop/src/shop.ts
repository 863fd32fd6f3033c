import { join } from 'node:path';
import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { showOpenApi } from './api/open-api.js';
import { AppModule } from './app.module.js';
import { ShopLogger } from './config/shop-logger.js';

export const APP_OPTIONS: NestApplicationOptions = {
  // An open order page keeps a connection open, which would delay the shutdown.
  forceCloseConnections: true,
};

/** Creates the app, ready to listen. */
export async function createShop(): Promise<NestExpressApplication> {
  const options = { ...APP_OPTIONS, logger: new ShopLogger() };
  return configureShop(await NestFactory.create<NestExpressApplication>(AppModule, options));
}

/** Configures the app, for `main.ts` and for the tests. */
export function configureShop(app: NestExpressApplication): NestExpressApplication {
  app.useStaticAssets(join(import.meta.dirname, '..', 'public'));
  app.enableShutdownHooks();
  showOpenApi(app);
  return app;
}
