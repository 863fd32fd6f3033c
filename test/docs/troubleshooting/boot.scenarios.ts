import { Controller, Injectable } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
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
class WildcardListener {
  @OnEvent('newpay.*')
  onAny(): void {}
}

@Injectable()
class AuditLog {
  @OnEvent('**', { suppressErrors: false })
  note(): void {}

  @OnNewPay('failed')
  onFailed(): void {}
}

/** As decorators of transactions do. */
const Replaced: MethodDecorator = (_target, _key, descriptor) =>
  Object.assign(descriptor, { value: () => undefined });

@Injectable()
class ShippingListener {
  @Replaced
  @OnNewPay('paid')
  ship(): void {}
}

@Injectable()
class EmitterUser {
  constructor(emitter: EventEmitter2) {
    emitter.on('newpay.paid', function handler() {}, { async: true });
  }
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
  'a listener to every event': () =>
    logged({
      withEvents: false,
      imports: [EventEmitterModule.forRoot({ wildcard: true })],
      providers: [AuditLog],
    }),
  'a wildcard listener that swallows what it throws': () =>
    logged({
      withEvents: false,
      imports: [EventEmitterModule.forRoot({ wildcard: true })],
      providers: [WildcardListener],
    }),
  'a listener that nobody waits for': () => logged({ providers: [EmitterUser] }),
  'a decorator above @OnNewPay': () => logged({ providers: [ShippingListener] }),
  'no HTTP': async () => {
    const logger = new RecordingLogger();
    const imports = [EventEmitterModule.forRoot(), NewPayModule.forRoot(validOptions())];
    const worker = { module: class Worker {}, imports };
    const app = await NestFactory.createApplicationContext(worker, { logger });
    await app.close();
    return messagesOf(logger);
  },
};
