import { Controller, Injectable } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { NewPayModule, OnNewPay } from '../../../lib/index.js';
import { validOptions } from '../../support/host-app.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { logged, messagesOf, type Scenarios } from './scenario.js';
import { untyped } from '../../support/untyped.js';

@Injectable()
class PaymentListener {
  @OnEvent('newpay.paid')
  onPaid(): void {}
}

@Injectable()
class MisconfiguredListener {
  @OnNewPay('paid')
  onPaid(): void {}

  @OnEvent('anything', untyped('once'))
  onAnything(): void {}
}

@Controller()
class Nothing {}

export const atBoot: Scenarios = {
  'no store': () => logged({ providers: [PaymentListener] }),
  'a prefix with a parameter': () =>
    logged({ configure: (app) => app.setGlobalPrefix(':tenant/api') }),
  'no EventEmitterModule': () => logged({ withEvents: false }),
  'a listener with impossible options': () => logged({ providers: [MisconfiguredListener] }),
  'nobody listens': () => logged({ options: { expectOrder: () => undefined } }),
  'a listener that swallows what it throws': () =>
    logged({ providers: [PaymentListener], controllers: [Nothing] }),
  'no HTTP': async () => {
    const logger = new RecordingLogger();
    const imports = [EventEmitterModule.forRoot(), NewPayModule.forRoot(validOptions())];
    const worker = { module: class Worker {}, imports };
    const app = await NestFactory.createApplicationContext(worker, { logger });
    await app.close();
    return messagesOf(logger);
  },
};
