import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';

// Boots an app, with the module or without it, and tells what that took.
const { NEWPAY_APP_ID } = process.env;
const modules = [];
if (NEWPAY_APP_ID) {
  const { newPayConfig, NewPayModule } = await import('nestjs-newpay');
  modules.push(NewPayModule.forRootAsync(newPayConfig.asProvider()));
}

class AppModule {}
Module({
  imports: [
    ConfigModule.forRoot({ ignoreEnvFile: true }),
    EventEmitterModule.forRoot(),
    ...modules,
  ],
})(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(0, '127.0.0.1');
process.stdout.write(JSON.stringify({ ms: performance.now(), rss: process.memoryUsage().rss }));
process.exit();
