import { PassThrough } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { Injectable, type CallHandler, type INestApplication } from '@nestjs/common';
import { catchError, of, tap, timeout, timer, type Observable } from 'rxjs';
import {
  MemoryCallbackStore,
  NewPayService,
  OnNewPay,
  type MemoryCallbackStoreOptions,
  type NewPayClaim,
  type NewPayModuleOptions,
} from '../../../lib/index.js';
import { InFlightWork } from '../../../lib/events/in-flight-work.js';
import { endOf } from '../../../lib/events/returned-work.js';
import {
  paymentData,
  refundQueryData,
  replyByPath,
  startFakeGateway,
  type Reply,
} from '../../support/fake-gateway.js';
import type { HostApp } from '../../support/host-app.js';
import { PaymentListener } from '../../support/listeners.js';
import {
  APP_ID,
  paymentFields,
  signedBody,
  type JsonFields,
} from '../../support/signed-callback.js';
import { logged, messagesOf, thrown, withHost, type Scenarios } from './scenario.js';
import { untyped } from '../../support/untyped.js';

const deliver = (host: HostApp, fields: JsonFields = {}) =>
  host.postCallback(signedBody(paymentFields(fields)));

const refundCallback = (host: HostApp) =>
  host.post(
    '/newpay/callback',
    signedBody({
      appId: APP_ID,
      payMethod: 1,
      refundOrderAmt: '123.00',
      currency: 'LAK',
      newpayOrderNo: '202209210000006950',
      newpayRefundOrderNo: '202209210000006951',
      orderNo: 'A1001',
      refundOrderNo: 'R1001-1',
      transStatus: 0,
      transInfo: 'Transaction Success',
      timestamp: Date.now(),
    }),
  );

/** What is logged around deliveries, with a listener to every event that can fail. */
function around(
  use: (host: HostApp, listener: PaymentListener) => unknown,
  options: Partial<NewPayModuleOptions> = {},
): Promise<string[]> {
  return logged({ providers: [PaymentListener], options }, (host) =>
    use(host, host.app.get(PaymentListener)),
  );
}

/** What is logged of one delivery, with a global interceptor of the host's. */
function intercepted(
  intercept: (next: CallHandler) => Observable<unknown>,
  prepare: (listener: PaymentListener) => void = () => undefined,
): Promise<string[]> {
  const configure = (app: INestApplication) =>
    app.useGlobalInterceptors({ intercept: (_context, next) => intercept(next) });
  return logged({ providers: [PaymentListener, SecondListener], configure }, async (host) => {
    prepare(host.app.get(PaymentListener));
    await deliver(host);
    await setTimeout(100);
  });
}

/** Without the boot's own warnings of such a store. */
const aboutClaims = (messages: string[]): string[] =>
  messages.filter((message) => /^(Callback|The claim)/.test(message));

const fail = () => {
  throw new Error('the database is down');
};

@Injectable()
class SecondListener {
  @OnNewPay('paid')
  onPaid(): void {}
}

@Injectable()
class PaidListener {
  @OnNewPay('paid')
  onPaid(): void {}
}

const WITHOUT_END: readonly (() => unknown)[] = [
  function* () {
    yield 1;
  },
  () => [1].values(),
  () => fail,
  () => new PassThrough(),
  () => timer(20).subscribe(),
];

class UnreachableStore extends MemoryCallbackStore {
  override claim(): Promise<never> {
    return Promise.reject(new Error('connection refused'));
  }
}

class SilentStore extends MemoryCallbackStore {
  override claim(): Promise<never> {
    return new Promise(() => undefined);
  }
}

class QueueingStore extends MemoryCallbackStore {
  override claim(): Promise<NewPayClaim> {
    return Promise.resolve(untyped('QUEUED'));
  }
}

/** Has lost the claim when it is to be completed, and answers the next one as it is told. */
class LosingStore extends MemoryCallbackStore {
  #claims = 0;

  constructor(
    options: MemoryCallbackStoreOptions = {},
    private readonly next: NewPayClaim = { outcome: 'claimed', token: 'next' },
  ) {
    super(options);
  }

  override claim(key: string, rank: number): Promise<NewPayClaim> {
    return ++this.#claims === 1 ? super.claim(key, rank) : Promise.resolve(this.next);
  }

  override renew(): Promise<boolean> {
    return Promise.reject(new Error('connection refused'));
  }

  override complete(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

const HANDLED: NewPayClaim = { outcome: 'handled', rank: 3, reference: '202209210000006950' };

class UnrecordingStore extends MemoryCallbackStore {
  override complete(): Promise<never> {
    return Promise.reject(new Error('connection refused'));
  }
}

class ForgetfulStore extends MemoryCallbackStore {
  override release(): Promise<never> {
    return Promise.reject(new Error('connection refused'));
  }
}

async function refundWith(reply: Reply): Promise<string[]> {
  const gateway = await startFakeGateway();
  gateway.reply = reply;
  try {
    return await around(refundCallback, { baseUrl: gateway.url, timeout: 100 });
  } finally {
    await gateway.stop();
  }
}

export const notAcknowledged: Scenarios = {
  'one of two listeners throws': () =>
    logged({ providers: [PaymentListener, SecondListener] }, async (host) => {
      host.app.get(PaymentListener).before = fail;
      await deliver(host);
    }),
  'a listener returns what cannot be awaited': async () =>
    (await Promise.all(WITHOUT_END.map((work) => thrown(() => endOf(work()))))).flat(),
  'expectOrder returns a number': () =>
    around((host) => deliver(host), {
      expectOrder: () => ({ orderAmt: untyped(123), currency: 'LAK' }),
    }),
  'expectOrder returns no currency': () =>
    around((host) => deliver(host), {
      expectOrder: () => ({ orderAmt: '123', currency: untyped(undefined) }),
    }),
  'an interceptor that answers': () => intercepted(() => of('cached')),
  'an interceptor that swallows': () =>
    intercepted(
      (next) => next.handle().pipe(catchError(() => of('fine'))),
      (listener) => (listener.before = fail),
    ),
  'an interceptor that fails afterwards': () =>
    intercepted((next) => next.handle().pipe(tap(fail))),
  'an interceptor that does not wait': () =>
    intercepted(
      (next) => next.handle().pipe(timeout(20)),
      (listener) => (listener.before = () => setTimeout(60)),
    ),
  'two deliveries at once': () =>
    around(async (host, listener) => {
      listener.before = () => setTimeout(50);
      await Promise.all([deliver(host), deliver(host)]);
    }),
  'nobody listens': () =>
    logged({ providers: [PaidListener] }, (host) => deliver(host, { transStatus: 1 })),
  'the store is away': () => around((host) => deliver(host), { store: new UnreachableStore() }),
  'the store does not answer': () => around((host) => deliver(host), { store: new SilentStore() }),
  'the store answers what it must not': () =>
    around((host) => deliver(host), { store: new QueueingStore() }),
  'another delivery takes the claim': () =>
    around((host) => deliver(host), { store: new LosingStore({}, { outcome: 'busy' }) }),
  'another delivery takes the claim and ends first': () =>
    around((host) => deliver(host), { store: new LosingStore({}, HANDLED) }),
  'another delivery takes the claim for a later state': () =>
    around((host) => deliver(host, { transStatus: 1 }), { store: new LosingStore({}, HANDLED) }),
  'the store is away when the listeners have finished': () =>
    around((host) => deliver(host), { store: new UnrecordingStore() }),
  'the store is away for longer when the listeners have finished': () =>
    around((host) => deliver(host), {
      store: Object.assign(new UnrecordingStore(), {
        release: () => Promise.reject(new Error('connection refused')),
      }),
    }),
  'the store loses the claim': () => around((host) => deliver(host), { store: new LosingStore() }),
  'the store cannot be reached while a listener runs': () =>
    around(
      async (host, listener) => {
        listener.before = () => setTimeout(100);
        await deliver(host);
      },
      { store: new LosingStore({ lease: 30 }) },
    ).then(aboutClaims),
  'a store of 0.1.0 loses the claim': () => {
    const { retention } = new MemoryCallbackStore();
    const claim = async (): Promise<NewPayClaim> => ({ outcome: 'claimed', token: 't' });
    const release = async (): Promise<void> => undefined;
    const store = { retention, claim, complete: async () => false, release };
    return around((host) => deliver(host), { store }).then(aboutClaims);
  },
  'a listener takes longer than its time limit': () =>
    around(
      async (host, listener) => {
        listener.before = () => setTimeout(200);
        await deliver(host);
        await setTimeout(200);
      },
      { listenerTimeout: 100 },
    ),
  'a listener does not end': () =>
    around(
      async (host, listener) => {
        listener.before = () => setTimeout(900);
        await deliver(host);
        await setTimeout(500);
      },
      { listenerTimeout: 100 },
    ).then((messages) => messages.filter((message) => message.startsWith('Still'))),
  'a listener fails after its time limit': () =>
    around(
      async (host, listener) => {
        listener.before = () => setTimeout(200).then(fail);
        await deliver(host);
        await setTimeout(200);
      },
      { listenerTimeout: 100 },
    ),
  'the app closes while a listener runs': () =>
    around(
      async (host, listener) => {
        listener.before = () => setTimeout(300);
        const answered = deliver(host);
        await setTimeout(50);
        await host.app.get(InFlightWork, { strict: false }).onModuleDestroy();
        await answered;
      },
      { listenerTimeout: 150 },
    ),
  'the app is closing': () =>
    around(async (host) => {
      await host.app.get(InFlightWork, { strict: false }).onModuleDestroy();
      await deliver(host);
    }),
  'a refund under way': () =>
    refundWith(
      replyByPath({ queryRefund: (request) => refundQueryData(request, { tranStatus: 2 }) }),
    ),
  'a refund that fails so soon': () =>
    refundWith(
      replyByPath({ queryRefund: (request) => refundQueryData(request, { tranStatus: 0 }) }),
    ),
  'a refund of another amount': () =>
    refundWith(
      replyByPath({
        queryRefund: (request) => refundQueryData(request, { refundOrderAmt: '1.00' }),
      }),
    ),
  'a refund that cannot be queried': () => refundWith((_request, response) => response.destroy()),
  'a repeat': () =>
    around(async (host) => {
      await deliver(host);
      await deliver(host);
    }),
  'a failure that comes late': () =>
    around(async (host) => {
      await deliver(host);
      await deliver(host, { transStatus: 1 });
    }),
  'an order that is paid twice': () =>
    around(async (host) => {
      await deliver(host);
      await deliver(host, { newpayOrderNo: '202209210000006951' });
    }),
  'a listener fails while the store is away': () =>
    around(
      async (host, listener) => {
        listener.before = fail;
        await deliver(host);
      },
      { store: new ForgetfulStore() },
    ).then((messages) => messages.filter((message) => message.startsWith('The claim'))),
  'a hook throws': () => around((host) => deliver(host), { hooks: { callback: fail } }),
  'a reconciliation nobody listens to': async () => {
    const gateway = await startFakeGateway();
    gateway.reply = replyByPath({ queryOrder: (request) => paymentData(request) });
    try {
      const options = { baseUrl: gateway.url };
      return await withHost({ options }, async ({ app }) => {
        const [message = ''] = await thrown(() => app.get(NewPayService).reconcile('A1001'));
        return [message];
      });
    } finally {
      await gateway.stop();
    }
  },
  'a page waits for a payment that nobody listens to': async () => {
    const gateway = await startFakeGateway();
    gateway.reply = replyByPath({ queryOrder: (request) => paymentData(request) });
    try {
      const options = { baseUrl: gateway.url };
      return await withHost({ options }, async ({ app, logger }) => {
        await app.get(NewPayService).settle('A1001', { within: 10_000 });
        return messagesOf(logger).filter((message) => message.startsWith('settle()'));
      });
    } finally {
      await gateway.stop();
    }
  },
};
