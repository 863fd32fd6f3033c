/**
 * Runs an app of the documents in a process of its own, as its readers would:
 * `node --import …/run-typescript.mjs run-written-app.mjs <folder> <file> <export>`.
 * The module is the app itself, or one that provides a store and lacks the rest.
 */
import { writeSync } from 'node:fs';
import path from 'node:path';
import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { newPayConfig, NewPayModule } from '../../lib/index.ts';
import { RedisCallbackStore } from '../../lib/redis/index.ts';

const [folder, file, name] = process.argv.slice(2);
const written = (from) => import(path.join(folder, from));
const { [name]: WrittenModule } = await written(file);

const app = await NestFactory.create(
  name === 'AppModule' ? WrittenModule : await aroundStore(WrittenModule),
  { rawBody: true },
);
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
writeSync(1, `listening at ${await app.getUrl()}\n`);

/** The quick start's listener and controller, with the module's store. */
async function aroundStore(StoreModule) {
  const { OrdersService } = await written('src/orders.service.js');
  const { OrdersController } = await written('src/orders.controller.js');
  const { PaymentListener } = await written('src/payment.listener.js');
  class AppModule {}
  Module({
    imports: [
      ConfigModule.forRoot({ ignoreEnvFile: true }),
      EventEmitterModule.forRoot(),
      NewPayModule.forRootAsync({
        imports: [StoreModule, ConfigModule.forFeature(newPayConfig)],
        inject: [newPayConfig.KEY, RedisCallbackStore],
        useFactory: (options, store) => ({ ...options, store }),
      }),
    ],
    controllers: [OrdersController],
    providers: [OrdersService, PaymentListener],
  })(AppModule);
  return AppModule;
}
