import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import {
  NewPayModule,
  OnNewPay,
  type NewPayCallbackInfo,
  type NewPayExpectedOrder,
  type NewPayMismatchedEvent,
  type NewPayModuleOptions,
  type NewPayOptionsFactory,
  type NewPayPaidEvent,
} from '../../lib/index.js';
import { PLATFORMS, startHostApp, validOptions, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';

let host: HostApp | undefined;

afterEach(async () => {
  await host?.app.close();
  host = undefined;
});

/** As a host writes it: injectable, with a field of its own, methods that use it. */
@Injectable()
class Metrics {
  readonly counted: string[] = [];
  readonly registry = { prefix: 'shop' };

  callback({ status }: NewPayCallbackInfo): void {
    this.counted.push(`${this.registry.prefix}:${status}`);
  }
}

@Injectable()
class PrivateMetrics {
  readonly #counted: number[] = [];

  get counted(): readonly number[] {
    return this.#counted;
  }

  callback({ status }: NewPayCallbackInfo): void {
    this.#counted.push(status);
  }
}

@Injectable()
class EveryListener {
  readonly receivedEvents: string[] = [];

  @OnNewPay('paid')
  onPaid({ name }: NewPayPaidEvent): void {
    this.receivedEvents.push(name);
  }

  @OnNewPay('mismatched')
  onMismatched({ name }: NewPayMismatchedEvent): void {
    this.receivedEvents.push(name);
  }
}

/** Reads of each option, by its name. */
const reads = new Map<string, number>();

class Options implements NewPayOptionsFactory, NewPayModuleOptions {
  readonly prices: Record<string, string> = { A1001: '123' };
  readonly #given = validOptions();

  get appId(): string {
    reads.set('appId', (reads.get('appId') ?? 0) + 1);
    return this.#given.appId;
  }
  get merchantId(): string {
    return this.#given.merchantId;
  }
  get privateKey(): NewPayModuleOptions['privateKey'] {
    reads.set('privateKey', (reads.get('privateKey') ?? 0) + 1);
    return this.#given.privateKey;
  }
  get platformPublicKey(): NewPayModuleOptions['platformPublicKey'] {
    return this.#given.platformPublicKey;
  }
  expectOrder(orderNo: string): NewPayExpectedOrder | undefined {
    const orderAmt = this.prices[orderNo];
    return orderAmt === undefined ? undefined : { orderAmt, currency: 'LAK' };
  }
  createNewPayOptions(): NewPayModuleOptions {
    return this;
  }
}

@Module({ providers: [Options], exports: [Options] })
class OptionsModule {}

describe.each(PLATFORMS)('Options and hooks as class instances, on %s,', (platform) => {
  const deliver = async (fields = {}) => host?.postCallback(signedBody(paymentFields(fields)));

  it('have their hooks called on the instance, which may have other fields', async () => {
    const metrics = new Metrics();
    host = await startHostApp({
      platform,
      providers: [PaymentListener],
      options: { hooks: metrics },
    });
    await deliver();

    expect(metrics.counted).toEqual(['shop:200']);
    expect(host.logger.textsOf('error')).toEqual([]);
  });

  it('may have hooks that use private fields', async () => {
    const metrics = new PrivateMetrics();
    host = await startHostApp({
      platform,
      providers: [PaymentListener],
      options: { hooks: metrics },
    });
    await deliver();

    expect(metrics.counted).toEqual([200]);
  });

  it.each<[string, () => ReturnType<typeof NewPayModule.forRoot>]>([
    ['forRoot', () => NewPayModule.forRoot(new Options())],
    ['useFactory', () => NewPayModule.forRootAsync({ useFactory: () => new Options() })],
    ['useClass', () => NewPayModule.forRootAsync({ useClass: Options })],
    [
      'useExisting',
      () => NewPayModule.forRootAsync({ imports: [OptionsModule], useExisting: Options }),
    ],
  ])(
    'may have options as getters, and expectOrder as a method, through %s',
    async (_way, register) => {
      reads.clear();
      host = await startHostApp({ platform, providers: [EveryListener], modules: [register()] });
      const answers = [
        await deliver(),
        await deliver({ orderNo: 'A1002', newpayOrderNo: '202209210000006951' }),
      ];

      expect(answers.map((answer) => answer?.status)).toEqual([200, 200]);
      expect(host.app.get(EveryListener).receivedEvents).toEqual([
        'newpay.paid',
        'newpay.mismatched',
      ]);
      expect(Object.fromEntries(reads)).toEqual({ appId: 1, privateKey: 1 });
    },
  );

  it('may have hooks that never settle, reject with null or throw when they are read', async () => {
    const hooks = untyped({
      callback: () => new Promise(() => undefined),
      published: () => Promise.reject(null),
    });
    Object.defineProperty(hooks, 'request', { get: () => undefined, enumerable: true });
    host = await startHostApp({ platform, providers: [PaymentListener], options: { hooks } });
    expect((await deliver())?.status).toBe(200);
    await new Promise((resolve) => setImmediate(resolve));
    expect(host.logger.textsOf('error')).toEqual([
      'The option "hooks.published" failed: null NewPayHooks',
    ]);
  });
});

describe('A misspelt name:', () => {
  class Misspelt extends Options {
    publicURL = 'https://shop.example';
  }
  class Wrong {
    onCallback(): void {}
  }
  const HOOKS = 'request, response, callback, published, duplicate, unverified, deadLetter';

  it.each<[string, () => unknown, string]>([
    [
      'an own field of a class, by its case alone',
      () => new Misspelt(),
      'NewPay option "publicURL" is unknown: the known names are appId',
    ],
    [
      'hooks of a plain object',
      () => ({ ...validOptions(), hooks: { calback: () => undefined } }),
      `NewPay option "hooks.calback" is unknown: the known names are ${HOOKS}`,
    ],
    [
      'hooks of an object without a prototype',
      () => ({
        ...validOptions(),
        hooks: Object.assign(Object.create(null), { onCallback: () => undefined }) as object,
      }),
      `NewPay option "hooks.onCallback" is unknown: the known names are ${HOOKS}`,
    ],
    [
      'all methods of an instance',
      () => ({ ...validOptions(), hooks: new Wrong() }),
      `NewPay option "hooks" has none of the names ${HOOKS}: check their spelling`,
    ],
    [
      'a class in the place of its instance',
      () => ({ ...validOptions(), hooks: Metrics }),
      `NewPay option "hooks" must be an object with ${HOOKS}`,
    ],
    [
      'a hook that is no function',
      () => ({ ...validOptions(), hooks: { callback: 'log' } }),
      'NewPay option "hooks.callback" must be a function, not a string',
    ],
  ])('%s is rejected, and the error names it', async (_what, options, message) => {
    const start = async () => startHostApp({ modules: [NewPayModule.forRoot(untyped(options()))] });
    await expect(start()).rejects.toThrow(message);
  });
});
