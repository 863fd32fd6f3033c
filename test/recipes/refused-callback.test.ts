import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Injectable, Logger, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { Currency, NewPayService, OnNewPay, PayMethod } from 'nestjs-newpay';
import { blocks } from './blocks.js';
import { PaymentsModule } from './src/payments.module.js';
import { RunningApp } from '../support/running-app.js';

@Injectable()
class Listener {
  @OnNewPay('paid')
  onPaid(): void {}
}

@Module({
  imports: [ConfigModule.forRoot(), EventEmitterModule.forRoot(), PaymentsModule],
  providers: [Listener],
})
class AppModule {}

describe('The body of a refused callback', () => {
  const warnings: string[] = [];
  let app: RunningApp;

  before(async () => {
    app = await RunningApp.start(async () => AppModule);
    const ignore = (): void => {};
    const warn = (message: unknown): unknown => warnings.push(String(message));
    Logger.overrideLogger({ log: ignore, error: ignore, warn });
  });

  after(async () => {
    await app.stop();
  });

  it('The log tells why a callback with a changed field was refused, as the page shows.', async () => {
    const orderNo = randomUUID();
    await app.nest.get(NewPayService).createOrder({
      orderNo,
      payMethod: PayMethod.NewPay,
      currency: Currency.LAK,
      orderAmt: '50000',
    });
    await app.sandbox.pay(orderNo);
    const { url = '', body = '' } = app.sandbox.deliveries(orderNo).at(-1) ?? {};
    const headers = { 'content-type': 'application/json' };
    const changed = body.replace('50000', '60000');
    assert.notEqual(changed, body);

    const { status } = await fetch(url, { method: 'POST', headers, body: changed });

    assert.equal(status, 401);
    const shown = blocks.find(({ language }) => language === 'text')?.code.trim() ?? '';
    assert.notEqual(shown, '');
    assert.equal(warnings.filter((line) => line.startsWith(shown)).length, 1, warnings.join('\n'));
    assert.deepEqual(
      warnings.filter((line) => line.includes('60000')),
      [],
    );
  });
});
