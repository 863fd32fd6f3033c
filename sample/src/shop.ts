import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';

/** The shop, ready to listen: what `main.ts` and the tests start from. */
export async function createShop(): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, {
    // NewPay signs the bytes of a callback; the parsed body no longer has them.
    rawBody: true,
    // An open order page holds a stream, which would keep Ctrl-C waiting.
    forceCloseConnections: true,
  });
  app.useStaticAssets(join(import.meta.dirname, '..', 'public'));
  app.enableShutdownHooks();
  return app;
}
