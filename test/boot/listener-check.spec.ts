import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Inject, Injectable, Scope, type DynamicModule } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { ListenerCheck } from '../../lib/boot/listener-check.js';
import { OnNewPay } from '../../lib/index.js';
import { RedisCallbackStore } from '../../lib/redis/index.js';
import { ACKNOWLEDGED, rejected } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp, type HostAppOptions } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';

let host: HostApp;

afterEach(() => host.app.close());

const store = new RedisCallbackStore({ eval: () => Promise.resolve() });

async function warningsOf(options: HostAppOptions): Promise<string[]> {
  host = await startHostApp({ ...options, options: { store, ...options.options } });
  await setImmediate();
  await setImmediate();
  return host.logger.lines.filter(({ level }) => level !== 'log').map(({ message }) => message);
}

const nobody = (name: string) =>
  `No listener is registered for "newpay.${name}", so its callbacks are not acknowledged: add ` +
  `@OnNewPay('${name}') to a method of a provider, and the provider to a module.`;
const onlyLogs = (name: string) =>
  `Only catch-all listeners hear "newpay.${name}", and they do not count as handlers, so its ` +
  `callbacks are not acknowledged: add @OnNewPay('${name}') to a method of a provider, and the provider to a module.`;
const hides = (who: string, how: string, first: string, remedy: string) =>
  `${who} ${how} in a way that hides its failure: "newpay.${first}" would be acknowledged although it ` +
  `failed. To have it delivered again, ${remedy}.`;
const ALONE = 'give it the options { suppressErrors: false } alone';

/** A class with one method under a decorator. */
type Decorate = (
  target: object,
  key: string | symbol,
  method: TypedPropertyDescriptor<() => void>,
) => void;

function listenerWith(decorator: Decorate): new () => object {
  @Injectable()
  class Listener {
    @decorator
    hear(): void {}
  }
  return Listener;
}

function moduleOfListeners(imports: NonNullable<HostAppOptions['imports']>): DynamicModule {
  class ListenersModule {}
  return {
    module: ListenersModule,
    imports,
    providers: [PaymentListener],
    exports: [PaymentListener],
  };
}

const wildcard = (imports = { wildcard: true } as { wildcard: boolean; delimiter?: string }) => ({
  withEvents: false,
  imports: [EventEmitterModule.forRoot(imports)],
});

describe.each(PLATFORMS)('The boot log on %s', (platform) => {
  it('is silent when every event has a listener', async () => {
    expect(await warningsOf({ platform, providers: [PaymentListener] })).toEqual([]);
  });

  it('names the payment events that nobody listens to', async () => {
    expect(await warningsOf({ platform })).toEqual([nobody('paid'), nobody('failed')]);
  });

  it('names newpay.mismatched when it can occur', async () => {
    const options = { expectOrder: () => undefined };
    expect(await warningsOf({ platform, providers: [PaymentListener], options })).toEqual([
      nobody('mismatched'),
    ]);
  });

  it.each([
    ['newpay.failed', ['paid'], ['failed']],
    ['newpay.failed', ['paid', 'refunded', 'refund-failed'], ['failed']],
    ['newpay.paid and newpay.failed', ['refunded', 'refund-failed'], ['paid', 'failed']],
    ['nothing', ['paid', 'failed'], []],
  ] as const)('names %s when the app listens to %j', async (_what, listened, missing) => {
    const providers = listened.map((name) => listenerWith(OnNewPay(name)));
    expect(await warningsOf({ platform, providers })).toEqual(missing.map(nobody));
  });

  it.each<[string, () => Pick<HostAppOptions, 'imports' | 'providers'>]>([
    [
      'in the root module',
      () => ({
        imports: [EventEmitterModule.forRoot({ global: false })],
        providers: [PaymentListener],
      }),
    ],
    [
      'in the root module, with wildcards',
      () => ({
        imports: [EventEmitterModule.forRoot({ global: false, wildcard: true })],
        providers: [PaymentListener],
      }),
    ],
    [
      'in the module of the listeners alone',
      () => ({ imports: [moduleOfListeners([EventEmitterModule.forRoot({ global: false })])] }),
    ],
    [
      'in a module that exports it to that of the listeners',
      () => {
        const shared = EventEmitterModule.forRoot({ global: false });
        class SharedModule {}
        const exporting = { module: SharedModule, imports: [shared], exports: [shared] };
        return { imports: [moduleOfListeners([exporting])] };
      },
    ],
  ])('finds the emitter of a module that is not global: %s', async (_where, declared) => {
    const options = { platform, withEvents: false, ...declared() };
    expect(await warningsOf(options)).toEqual([]);
    await host.app.close();
    host = await startHostApp({ platform, withEvents: false, ...declared() });
    expect((await host.postCallback(signedBody(paymentFields()))).status).toBe(200);
    expect(host.app.get(PaymentListener, { strict: false }).names).toEqual(['paid']);
  });
});

describe('A listener to every event handles nothing', () => {
  const FORMS: [string, Decorate][] = [
    ['**', OnEvent('**', { suppressErrors: false })],
    ['*.*', OnEvent('*.*', { suppressErrors: false })],
    ['a list of stars', OnEvent(['*', '*'], { suppressErrors: false })],
    ['a list of a double star', OnEvent(['**'], { suppressErrors: false })],
    ['**.*', OnEvent('**.*', { suppressErrors: false })],
  ];

  it.each(FORMS)('such as %s', async (_what, decorator) => {
    const providers = [listenerWith(decorator)];
    expect(await warningsOf({ ...wildcard(), providers })).toEqual([
      onlyLogs('paid'),
      onlyLogs('failed'),
    ]);
  });

  describe.each(PLATFORMS)('and its callback on %s is answered 503', (platform) => {
    const refused = rejected(503);

    it.each(FORMS)('when it is %s', async (_what, decorator) => {
      host = await startHostApp({ platform, ...wildcard(), providers: [listenerWith(decorator)] });
      expect(await host.postCallback(signedBody(paymentFields()))).toEqual(refused);
    });

    it('when it was given to onAny()', async () => {
      host = await startHostApp({ platform });
      host.app.get(EventEmitter2).onAny(() => undefined);
      expect(await host.postCallback(signedBody(paymentFields()))).toEqual(refused);
    });
  });

  // With `-`, a random name of letters, digits and hyphens has more parts than the name of the event.
  it.each(['/', ':', '-', 'z'])('such as * where %s separates the parts', async (delimiter) => {
    const emitter = wildcard({ wildcard: true, delimiter });
    const providers = [listenerWith(OnEvent('*', { suppressErrors: false }))];
    expect(await warningsOf({ ...emitter, providers })).toEqual([
      onlyLogs('paid'),
      onlyLogs('failed'),
    ]);
    await host.app.close();
    host = await startHostApp({ ...emitter, providers });
    expect(await host.postCallback(signedBody(paymentFields()))).toEqual(rejected(503));
  });

  it('but is run beside those who handle the event, and withholds it when it fails', async () => {
    let listened = 0;
    @Injectable()
    class Audit {
      @OnEvent('**', { suppressErrors: false })
      note(): void {
        listened++;
        throw new Error('the log is full');
      }
    }
    host = await startHostApp({ ...wildcard(), providers: [PaymentListener, Audit] });
    const answer = await host.postCallback(signedBody(paymentFields()));
    expect(answer.status).toBe(500);
    expect(listened).toBe(1);
  });

  it('although the same function is also registered for the event', async () => {
    host = await startHostApp(wildcard());
    const emitter = host.app.get(EventEmitter2);
    let runs = 0;
    const listener = (): void => void runs++;
    emitter.on('**', listener);
    emitter.on('newpay.paid', listener);
    expect(await host.postCallback(signedBody(paymentFields()))).toEqual(ACKNOWLEDGED);
    expect(runs).toBe(2);
  });

  it.each(['newpay.*', '*.paid', 'newpay.**'])('unlike %s, which hears some', async (event) => {
    const providers = [listenerWith(OnEvent(event, { suppressErrors: false }))];
    host = await startHostApp({ ...wildcard(), providers });
    const answer = await host.postCallback(signedBody(paymentFields()));
    expect(answer.status).toBe(200);
  });
});

describe('A listener whose failure is not seen is named', () => {
  it.each<[string, Decorate, string]>([
    ['without options', OnEvent('newpay.paid'), "use @OnNewPay('paid')"],
    ['that suppresses', OnEvent('newpay.paid', { suppressErrors: true }), "use @OnNewPay('paid')"],
    [
      'with async',
      OnEvent('newpay.paid', { async: true, suppressErrors: false }),
      "use @OnNewPay('paid')",
    ],
    [
      'with nextTick',
      OnEvent('newpay.paid', { nextTick: true, suppressErrors: false }),
      "use @OnNewPay('paid')",
    ],
    [
      'with nextTick and promisify, which never runs',
      OnEvent('newpay.paid', { nextTick: true, promisify: true, suppressErrors: false }),
      "use @OnNewPay('paid')",
    ],
    [
      'with async and promisify turned off',
      OnEvent('newpay.paid', { async: true, promisify: false, suppressErrors: false }),
      "use @OnNewPay('paid')",
    ],
    [
      'with null',
      OnEvent('newpay.paid', { suppressErrors: untyped(null) }),
      "use @OnNewPay('paid')",
    ],
  ])('%s', async (_what, decorator, remedy) => {
    const providers = [PaymentListener, listenerWith(decorator)];
    expect(await warningsOf({ providers })).toEqual([
      hides('Listener.hear', "listens with @OnEvent('newpay.paid')", 'paid', remedy),
    ]);
  });

  it.each<[string, Decorate, string, string]>([
    ['**', OnEvent('**'), "'**'", 'paid'],
    ['newpay.*', OnEvent('newpay.*'), "'newpay.*'", 'paid'],
    ['*.failed', OnEvent('*.failed'), "'*.failed'", 'failed'],
    ['a list', OnEvent(['newpay', 'refunded']), "[ 'newpay', 'refunded' ]", 'refunded'],
    ['a list with a star', OnEvent(['newpay', '*']), "[ 'newpay', '*' ]", 'paid'],
  ])('by a name with wildcards: %s', async (_what, decorator, shown, first) => {
    const providers = [PaymentListener, listenerWith(decorator)];
    expect(await warningsOf({ ...wildcard(), providers })).toEqual([
      hides('Listener.hear', `listens with @OnEvent(${shown})`, first, ALONE),
    ]);
  });

  it('in a controller, and one that is made for each request', async () => {
    @Controller()
    class Webhooks {
      @OnEvent('newpay.refunded')
      hear(): void {}
    }
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {
      constructor(@Inject(REQUEST) readonly request: unknown) {}

      @OnEvent('newpay.paid')
      hear(): void {}
    }
    expect(
      await warningsOf({ providers: [PaymentListener, PerRequest], controllers: [Webhooks] }),
    ).toEqual([
      hides(
        'PerRequest.hear',
        "listens with @OnEvent('newpay.paid')",
        'paid',
        "use @OnNewPay('paid')",
      ),
      hides(
        'Webhooks.hear',
        "listens with @OnEvent('newpay.refunded')",
        'refunded',
        "use @OnNewPay('refunded')",
      ),
    ]);
  });

  it('also when it was given to the emitter itself', async () => {
    @Injectable()
    class EmitterUser {
      constructor(emitter: EventEmitter2) {
        emitter.on('newpay.paid', function audit() {}, { nextTick: true });
        emitter.prependListener('newpay.failed', () => undefined, { async: true });
        emitter.on('newpay.paid', function seen() {});
        emitter.on('newpay.paid', function seenToo() {}, undefined);
      }
    }
    expect(await warningsOf({ providers: [PaymentListener, EmitterUser] })).toEqual([
      hides('audit()', "was added with emitter.on('newpay.paid')", 'paid', 'give it no options'),
      hides(
        'A function()',
        "was added with emitter.on('newpay.failed')",
        'failed',
        'give it no options',
      ),
    ]);
  });
});

describe('A listener whose failure is seen is not named', () => {
  it.each<[string, Decorate]>([
    ['@OnNewPay', OnNewPay('paid')],
    ['suppressErrors: false', OnEvent('newpay.paid', { suppressErrors: false })],
    [
      'async and promisify',
      OnEvent('newpay.paid', { async: true, promisify: true, suppressErrors: false }),
    ],
    ['promisify', OnEvent('newpay.paid', { promisify: true, suppressErrors: false })],
    ['prependListener', OnEvent('newpay.paid', { prependListener: true, suppressErrors: false })],
    ['another event', OnEvent('order.paid')],
    ['a name that only begins like ours', OnEvent('newpay.paid.late')],
  ])('%s', async (_what, decorator) => {
    const providers = [PaymentListener, listenerWith(decorator)];
    expect(await warningsOf({ providers })).toEqual([]);
  });
});

describe.each(PLATFORMS)(
  'A decorator above @OnNewPay on %s that hides the listener',
  (platform) => {
    const replaced = (who: string) =>
      `${who} is under @OnNewPay, but another decorator replaced the method and Nest does not ` +
      'find it: put @OnNewPay above the other decorators.';
    const assigns: MethodDecorator = (_target, _key, descriptor) =>
      Object.assign(descriptor, { value: () => undefined });
    const returns = (_target: object, _key: string | symbol, { value }: PropertyDescriptor) => ({
      configurable: true,
      writable: true,
      value(this: unknown, ...given: unknown[]): unknown {
        return Reflect.apply(value as () => unknown, this, given);
      },
    });
    const binds = (_target: object, _key: string | symbol, { value }: PropertyDescriptor) => ({
      configurable: true,
      value: (value as () => unknown).bind(undefined),
    });

    it.each<[string, Decorate]>([
      ['assigns another function', assigns],
      ['returns a wrapper, as for a transaction', returns],
      ['binds the method', binds],
    ])(
      'is named as the cause at boot, and the callback is answered 503: it %s',
      async (_how, hide) => {
        @Injectable()
        class Shipping {
          @hide
          @OnNewPay('paid')
          ship(): void {}

          @OnNewPay('failed')
          @hide
          cancel(): void {}
        }
        const providers = [Shipping];
        expect(await warningsOf({ platform, providers })).toEqual([
          nobody('paid'),
          replaced('Shipping.ship'),
        ]);
        await host.app.close();
        host = await startHostApp({ platform, providers });
        expect((await host.postCallback(signedBody(paymentFields()))).status).toBe(503);
      },
    );

    it('is not named as the cause when a subclass or a constructor has another method', async () => {
      @Injectable()
      class Shipping {
        @OnNewPay('paid')
        ship(): void {}
      }
      @Injectable()
      class FastShipping extends Shipping {
        override ship(): void {}
      }
      @Injectable()
      class BoundShipping {
        constructor() {
          this.ship = this.ship.bind(this);
        }

        @OnNewPay('paid')
        ship(): void {}
      }
      @Injectable()
      class OwnShipping extends Shipping {
        @OnNewPay('paid')
        override ship(): void {}
      }
      const overridden = (who: string) =>
        `${who} is under @OnNewPay, but a subclass or the constructor put another method in its place, which Nest does not find: put @OnNewPay on that method, too.`;
      const failed = listenerWith(OnNewPay('failed'));
      const providers = [FastShipping, BoundShipping, failed];
      expect(await warningsOf({ platform, providers })).toEqual([
        nobody('paid'),
        overridden('FastShipping.ship'),
        overridden('BoundShipping.ship'),
      ]);
      await host.app.close();
      expect(await warningsOf({ platform, providers: [OwnShipping, failed] })).toEqual([]);
    });

    it('is named as the cause also when it is a decorator of the class', async () => {
      const wrapsAll: ClassDecorator = ({ prototype }) => {
        for (const key of Object.getOwnPropertyNames(prototype)) {
          const method: unknown = Reflect.get(prototype as object, key);
          if (key !== 'constructor' && typeof method === 'function') {
            Reflect.set(prototype as object, key, () => undefined);
          }
        }
      };
      @wrapsAll
      @Injectable()
      class Traced {
        @OnNewPay('paid')
        ship(): void {}
      }
      expect(
        await warningsOf({ platform, providers: [Traced, listenerWith(OnNewPay('failed'))] }),
      ).toEqual([nobody('paid'), replaced('Traced.ship')]);
    });
  },
);

const shared = (count: number, id: string) =>
  `${count} listeners to "newpay.paid" have the id "${id}": each event runs all of them, and all again ` +
  'if one fails. If they are one class, provide it once and as a singleton; if not, give each an id of ' +
  "its own: @OnNewPay('paid', { id }).";
const shortened = (id: string) =>
  `The listener "${id}" to "newpay.paid" has its id from the name of its class, which the build seems ` +
  'to have shortened. The next build may give that name to another class, whose work would then count ' +
  "as done: set the id, @OnNewPay('paid', { id }).";

/** As a build that shortens names leaves it. */
function named<T extends Function>(name: string, type: T): T {
  return Object.defineProperty(type, 'name', { value: name, configurable: true });
}

/** A listener whose class has this name. */
function classNamed(name: string, id?: string): new () => object {
  const type = named(name, class {});
  Object.defineProperty(type.prototype, 'onPaid', { value: () => undefined });
  const method = Object.getOwnPropertyDescriptor(type.prototype, 'onPaid');
  OnNewPay('paid', { id })(type.prototype, 'onPaid', untyped(method));
  return type;
}

describe('The boot log names listeners whose id does not say which one it is:', () => {
  it('a class that two modules provide', async () => {
    class OtherModule {}
    const imports = [{ module: OtherModule, providers: [PaymentListener] }];
    const warnings = await warningsOf({ imports, providers: [PaymentListener] });
    expect(warnings).toContain(shared(2, 'PaymentListener.onPaid'));
  });

  it('a transient class that is injected', async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    class TransientListener {
      @OnNewPay('paid')
      onPaid(): void {}
    }
    const user = { provide: 'user', useFactory: (own: object) => own, inject: [TransientListener] };
    const warnings = await warningsOf({ providers: [PaymentListener, TransientListener, user] });
    expect(warnings).toEqual([shared(2, 'TransientListener.onPaid')]);
  });

  it('two classes of one name', async () => {
    const providers = [PaymentListener, classNamed('Shop'), classNamed('Shop')];
    expect(await warningsOf({ providers })).toEqual([shared(2, 'Shop.onPaid')]);
  });

  it('a class whose name a build has shortened, without an id', async () => {
    const providers = [PaymentListener, classNamed('t'), classNamed('$a'), classNamed('x', 'ship')];
    expect(await warningsOf({ providers })).toEqual([
      shortened('t.onPaid'),
      shortened('$a.onPaid'),
    ]);
  });

  it('a class to whose name a bundle has left three characters, as to the names of this package', async () => {
    const providers = [PaymentListener, classNamed('hne')];
    expect(await warningsOf({ providers: [PaymentListener, classNamed('Sms')] })).toEqual([]);
    const { name } = ListenerCheck;
    named('hnf', ListenerCheck);
    try {
      expect(await warningsOf({ providers })).toEqual([shortened('hne.onPaid')]);
    } finally {
      named(name, ListenerCheck);
    }
  });
});

it.each(['payed', 'newpay.paid', '*', 'toString', ''])(
  '@OnNewPay refuses the name "%s", to which nothing is ever published.',
  (name) => {
    expect(() => OnNewPay(untyped(name))).toThrow(
      new TypeError(
        `@OnNewPay('${name}'): there is no such event: use one of paid, failed, mismatched, duplicate, unresolved, refunded, refund-failed`,
      ),
    );
  },
);
