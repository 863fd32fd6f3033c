import { NestFactory } from '@nestjs/core';
import { Injectable, Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import PgBoss from 'pg-boss';
import { NewPayModule, OnNewPay, type NewPayPaidEvent } from '../../../lib/index.js';
import { PgBossQueue } from '../../../lib/pg-boss/index.js';
import { validOptions } from '../../support/host-app.js';

const { DATABASE, SCHEMA = '', HANG } = process.env;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

@Injectable()
class Shop {
  @OnNewPay('paid', { id: 'ship' })
  async ship({ orderNo }: NewPayPaidEvent): Promise<void> {
    print(`ship ${orderNo} begins`);
    if (HANG === 'true') {
      await new Promise((resolve) => setTimeout(resolve, 600_000));
    }
    print(`ship ${orderNo} ends`);
  }

  @OnNewPay('paid', { id: 'mail' })
  mail({ orderNo }: NewPayPaidEvent): void {
    print(`mail ${orderNo} ends`);
  }
}

const boss = new PgBoss({
  connectionString: DATABASE,
  schema: SCHEMA,
  max: 3,
  maintenanceIntervalSeconds: 1,
});
boss.on('error', (error) => print(error.message));
await boss.start();
const queue = new PgBossQueue(boss, {
  schema: SCHEMA,
  pollingInterval: 50,
  lease: 3_000,
  store: { tablePrefix: `${SCHEMA}.newpay_`, lease: 1_000 },
});

@Module({
  imports: [
    EventEmitterModule.forRoot(),
    NewPayModule.forRoot({ ...validOptions(), queue, callback: false }),
  ],
  providers: [Shop],
})
class WorkerModule {}

const app = await NestFactory.createApplicationContext(WorkerModule);
app.enableShutdownHooks();
print('The worker is ready');
