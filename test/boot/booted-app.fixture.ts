import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { newPayConfig, NewPayModule, NewPayService } from '../../lib/index.js';

@Module({
  imports: [
    ConfigModule.forRoot({ ignoreEnvFile: true }),
    EventEmitterModule.forRoot(),
    NewPayModule.forRootAsync(newPayConfig.asProvider()),
  ],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
await app.listen(0, '127.0.0.1');
if (process.argv.includes('call')) {
  // Nobody answers at the address of the gateway; what counts is what it takes to ask.
  await app
    .get(NewPayService)
    .queryOrder('A1001')
    .catch(() => undefined);
}
process.stdout.write(
  `listening on ${((app.getHttpServer() as Server).address() as AddressInfo).port}\n`,
);
