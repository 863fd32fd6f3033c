/**
 * An app as it is without a compiler: CommonJS, and decorators that are called by hand. It takes a
 * payment from order to event, and prints OK.
 */
'use strict';
/* oxlint-disable import/no-commonjs -- this is what it is about */

const { strictEqual } = require('node:assert');
const { Inject, Injectable, Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { EventEmitterModule } = require('@nestjs/event-emitter');
const { Currency, NewPayModule, NewPayService, OnNewPay, PayMethod } = require('nestjs-newpay');
const { NewPaySandbox } = require('nestjs-newpay/sandbox');

const ORDER = {
  orderNo: 'CJS-1',
  orderAmt: '50000',
  currency: Currency.LAK,
  payMethod: PayMethod.NewPay,
};

class Shop {
  constructor(newPay) {
    this.newPay = newPay;
    this.paid = [];
  }

  async onPaid(event) {
    this.paid.push(event);
  }
}
Injectable()(Shop);
Inject(NewPayService)(Shop, undefined, 0);
OnNewPay('paid')(
  Shop.prototype,
  'onPaid',
  Object.getOwnPropertyDescriptor(Shop.prototype, 'onPaid'),
);

async function main() {
  const sandbox = await NewPaySandbox.start({ retryDelays: [] });
  const app = await NestFactory.create(appModule(sandbox.credentials), {
    logger: ['error'],
  });
  try {
    await app.listen(0, '127.0.0.1');
    await takePayment(app, sandbox);
  } finally {
    await app.close();
    await sandbox.stop();
  }
  process.stdout.write('OK\n');
}

function appModule(credentials) {
  class AppModule {}
  Module({
    imports: [
      EventEmitterModule.forRoot(),
      NewPayModule.forRoot({
        ...credentials,
        pages: {
          success: 'https://shop.example/thanks',
          failure: 'https://shop.example/sorry',
          cancel: 'https://shop.example/basket',
        },
      }),
    ],
    providers: [Shop],
  })(AppModule);
  return AppModule;
}

async function takePayment(app, sandbox) {
  const shop = app.get(Shop);
  const order = await shop.newPay.createOrder({
    ...ORDER,
    callBackUrl: `${await app.getUrl()}/newpay/callback`,
  });
  await sandbox.pay(ORDER.orderNo);

  const [delivery] = sandbox.deliveries(ORDER.orderNo);
  strictEqual(delivery.response, '{"transResult":"SUCCESS"}');
  strictEqual(shop.paid.length, 1);
  strictEqual(shop.paid[0].orderNo, ORDER.orderNo);
  strictEqual(shop.paid[0].newpayOrderNo, order.newpayOrderNo);
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
