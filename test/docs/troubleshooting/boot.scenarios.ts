import { Controller, Injectable } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Test } from '@nestjs/testing';
import {
  Currency,
  MemoryCallbackStore,
  newPayConfig,
  NewPayModule,
  NewPayService,
  OnNewPay,
  PayMethod,
} from '../../../lib/index.js';
import { RedisCallbackStore } from '../../../lib/redis/index.js';
import { validOptions, type HostAppOptions } from '../../support/host-app.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { logged, messagesOf, thrown, type Scenarios } from './scenario.js';
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

class Shortened {
  ship(): void {}
}
Object.defineProperty(Shortened, 'name', { value: 't' });
decorate(Shortened.prototype, 'ship');

function decorate(target: object, key: string): void {
  OnNewPay('paid')(target, key, untyped(Object.getOwnPropertyDescriptor(target, key)));
}

/** As decorators of transactions do. */
const Replaced: MethodDecorator = (_target, _key, descriptor) =>
  Object.assign(descriptor, { value: () => undefined });

class LetterListener {
  @OnNewPay('paid')
  ship(): void {}
}

/** Overrides the listener of its base class. */
@Injectable()
class ExpressListener extends LetterListener {
  override ship(): void {}
}

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

/** What a host with a listener to everything logs at boot. */
const booted = (options: HostAppOptions) => logged({ providers: [PaymentListener], ...options });

/** With variables that are as before afterwards. */
async function withVariables<T>(
  variables: Record<string, string>,
  use: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return await use();
  } finally {
    for (const name of Object.keys(variables)) {
      Reflect.deleteProperty(process.env, name);
    }
    Object.assign(process.env, before);
  }
}

export const atBoot: Scenarios = {
  'no store': () => logged({ providers: [PaymentListener] }),
  'a Redis that removes keys': () =>
    booted({
      options: {
        store: new RedisCallbackStore({ eval: async () => 'maxmemory_policy:allkeys-lru' }),
      },
    }),
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
  'a subclass that overrides a method under @OnNewPay': () =>
    logged({ providers: [ExpressListener] }),
  'a class that two modules provide': () =>
    logged({
      providers: [LetterListener],
      imports: [{ module: class Other {}, providers: [LetterListener] }],
    }),
  'a build that shortens names': () => logged({ providers: [Shortened] }),
  'an event that does not exist': () => thrown(() => OnNewPay(untyped('payed'))),
  'a decorator above @OnNewPay': () => logged({ providers: [ShippingListener] }),
  'a short lease': () => logged({ options: { store: new MemoryCallbackStore({ lease: 240 }) } }),
  'a long lease': () =>
    logged({ options: { store: new MemoryCallbackStore({ lease: 3_600_000 }) } }),
  'a store of 0.1.0': () => {
    const { retention, claim, complete, release } = new MemoryCallbackStore();
    return logged({ options: { store: { retention, claim, complete, release } } });
  },
  'no HTTP': async () => {
    const logger = new RecordingLogger();
    const imports = [EventEmitterModule.forRoot(), NewPayModule.forRoot(validOptions())];
    const worker = { module: class Worker {}, imports };
    const app = await NestFactory.createApplicationContext(worker, { logger });
    await app.close();
    return messagesOf(logger);
  },
  'no callback route': () => booted({ options: { callback: false } }),
  'addresses of this machine, with NewPay’s own': () =>
    booted({
      options: {
        publicUrl: 'http://localhost:3000',
        pages: { success: 'http://localhost:3000/thanks' },
      },
    }),
  'an order with an address of this machine': () =>
    logged(
      {
        providers: [PaymentListener],
        options: { timeout: 500, endpoints: { createOrder: 'http://127.0.0.1:9/order' } },
      },
      ({ app }) =>
        app
          .get(NewPayService)
          .createOrder({
            payMethod: PayMethod.NewPay,
            currency: Currency.LAK,
            orderAmt: '50000',
            orderNo: 'A1001',
            callBackUrl: 'http://localhost:3000/callback',
          })
          .catch(() => undefined),
    ),
  'a sandbox of API v2': () => booted({ options: { v2: { baseUrl: 'http://127.0.0.1:4010' } } }),
  'plain http': () => booted({ options: { publicUrl: 'http://shop.example' } }),
  'the address of NewPay for that of the app': () =>
    booted({ options: { publicUrl: 'https://prod-openapi.newpay.la' } }),
  'the prefix in publicUrl': () =>
    booted({
      options: { publicUrl: 'https://shop.example/api' },
      configure: (app) => void app.setGlobalPrefix('api'),
    }),
  'the prefix in callback.path': () =>
    booted({
      options: { callback: { path: 'api/pay' } },
      configure: (app) => void app.setGlobalPrefix('api'),
    }),
  'a sandbox in production': () =>
    withVariables({ NODE_ENV: 'production' }, () =>
      booted({ options: { baseUrl: 'http://127.0.0.1:4010' } }),
    ),
  'a sandbox in another container': () =>
    booted({ options: { baseUrl: 'http://sandbox:4010', insecureBaseUrl: true } }),
  'variables that nobody reads': () =>
    withVariables({ NEWPAY_BASEURL: 'x', NEWPAY_BOOKSHOP_NAME: 'x' }, async () => {
      const logger = new RecordingLogger();
      const modules = [ConfigModule.forFeature(newPayConfig)];
      const builder = Test.createTestingModule({ imports: modules }).setLogger(logger);
      await (await builder.compile()).close();
      return messagesOf(logger);
    }),
};
