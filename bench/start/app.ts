import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import type { NewPayQueue } from 'nestjs-newpay';

// Boots an app, with the module, without it, or with its files loaded alone, and tells what that took.
const { NEWPAY_APP_ID, BENCH_ONLY_LOADED } = process.env;
const modules = [];
if (BENCH_ONLY_LOADED) {
  await import('nestjs-newpay');
} else if (NEWPAY_APP_ID) {
  const { newPayConfig, NewPayModule } = await import('nestjs-newpay');
  const { BENCH_QUEUE: prefix } = process.env;
  const provider = newPayConfig.asProvider();
  modules.push(
    prefix === undefined
      ? NewPayModule.forRootAsync(provider)
      : NewPayModule.forRoot({ ...newPayConfig(), queue: await queueAt(prefix) }),
  );
}

async function queueAt(prefix: string): Promise<NewPayQueue> {
  const { BullMqQueue } = await import('nestjs-newpay/bullmq');
  return new BullMqQueue({ connection: { url: process.env['REDIS_URL'] }, prefix });
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
const { user, system } = process.cpuUsage();
const report = {
  ms: performance.now(),
  cpuMs: (user + system) / 1000,
  rss: process.memoryUsage().rss,
};
process.stdout.write(JSON.stringify(report));
process.exit();
