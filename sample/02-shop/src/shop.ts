import { join } from 'node:path';
import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { showOpenApi } from './api/open-api.js';
import { AppModule } from './app.module.js';

export const APP_OPTIONS: NestApplicationOptions = {
  // An open order page holds a stream, which would keep Ctrl-C waiting.
  forceCloseConnections: true,
};

/** The shop, ready to listen. */
export async function createShop(): Promise<NestExpressApplication> {
  return configureShop(await NestFactory.create<NestExpressApplication>(AppModule, APP_OPTIONS));
}

/** What `main.ts` and the tests do alike to their app. */
export function configureShop(app: NestExpressApplication): NestExpressApplication {
  app.useStaticAssets(join(import.meta.dirname, '..', 'public'));
  app.enableShutdownHooks();
  showOpenApi(app);
  return app;
}
