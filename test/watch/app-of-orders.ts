import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import PgBoss from 'pg-boss';
import { NewPayModule, NewPayService, PayMethod } from 'nestjs-newpay';
import { PgBossQueue } from 'nestjs-newpay/pg-boss';

// A process that creates an order, and that the test kills before NewPay answers.

/** Its configuration: what `NewPayModule` and `PgBossQueue` take, and the number of the order. */
const { newPay, queue, database, orderNo } = JSON.parse(process.env['TESTS_APP'] ?? '{}');

const boss = new PgBoss({ connectionString: database, schema: queue.schema, max: 2 });
await boss.start();
const app = await NestFactory.createApplicationContext({
  module: class App {},
  imports: [
    EventEmitterModule.forRoot(),
    NewPayModule.forRoot({
      ...newPay,
      queue: new PgBossQueue(boss, queue),
      worker: false,
      callback: false,
    }),
  ],
});
process.stdout.write('creating the order\n');
await app.get(NewPayService).createOrder({
  orderNo,
  payMethod: PayMethod.NewPay,
  currency: 'LAK',
  orderAmt: '50000',
  callBackUrl: 'https://shop.example/callback',
});
process.stdout.write('created\n');
