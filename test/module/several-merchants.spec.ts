import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Injectable, Post, UseGuards } from '@nestjs/common';
import {
  InjectNewPay,
  MemoryCallbackStore,
  NewPayCallback,
  NewPayCallbackGuardFor,
  NewPayConfigurationError,
  NewPayModule,
  NewPayService,
  type NewPayModuleExtras,
  type NewPayModuleOptions,
  type NewPayVerifiedCallback,
} from '../../lib/index.js';
import { startFakeGateway } from '../support/fake-gateway.js';
import { PLATFORMS, startHostApp, validOptions, type HostApp } from '../support/host-app.js';
import { pemOf, platformKeys, rsaKeyPair } from '../support/keys.js';
import { PaymentListener } from '../support/listeners.js';
import { rejection } from '../support/rejection.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

const booksMerchant = rsaKeyPair();
const booksPlatform = rsaKeyPair();
const BOOKS_APP = 'b'.repeat(32);

function booksOptions(
  changes: Partial<NewPayModuleOptions> & NewPayModuleExtras = {},
): NewPayModuleOptions & NewPayModuleExtras {
  return {
    ...validOptions({
      appId: BOOKS_APP,
      privateKey: booksMerchant.privateKey,
      platformPublicKey: pemOf(booksPlatform.publicKey),
    }),
    name: 'books',
    ...changes,
  };
}

@Injectable()
class Checkout {
  constructor(
    readonly newPay: NewPayService,
    @InjectNewPay() readonly unnamed: NewPayService,
    @InjectNewPay('books') readonly books: NewPayService,
  ) {}
}

describe.each(PLATFORMS)('Two merchants in one app on %s', (platform) => {
  let host: HostApp;

  afterEach(() => host.app.close());

  const ownBody = () => signedBody(paymentFields());
  const booksBody = () => signedBody(paymentFields({ appId: BOOKS_APP }), booksPlatform.privateKey);

  it('Two merchants have a service each.', async () => {
    const gateways = [await startFakeGateway(), await startFakeGateway()];
    host = await startHostApp({
      platform,
      modules: [
        NewPayModule.forRoot(validOptions({ baseUrl: gateways[0]!.url })),
        NewPayModule.forRootAsync({
          name: 'books',
          useFactory: () => {
            const { name: _, ...options } = booksOptions({ baseUrl: gateways[1]!.url });
            return options;
          },
        }),
      ],
      providers: [Checkout],
    });
    const { newPay, unnamed, books } = host.app.get(Checkout);
    expect(newPay).toBe(unnamed);
    expect(books).not.toBe(newPay);
    await newPay.queryOrder('A1').catch(() => undefined);
    await books.queryOrder('B1').catch(() => undefined);
    expect(gateways.map(({ requests }) => requests[0]?.fields['orderNo'])).toEqual(['A1', 'B1']);
    expect(gateways[1]?.requests[0]?.fields['appId']).toBe(BOOKS_APP);
    await Promise.all(gateways.map((gateway) => gateway.stop()));
  });

  it('Two merchants have a callback route each, which accepts the callbacks of its merchant.', async () => {
    host = await startHostApp({
      platform,
      modules: [NewPayModule.forRoot(validOptions()), NewPayModule.forRoot(booksOptions())],
      providers: [PaymentListener],
    });
    const { receivedEvents } = host.app.get(PaymentListener);

    expect((await host.postCallback(booksBody())).status).toBe(401);
    expect((await host.post('/newpay/books/callback', ownBody())).status).toBe(401);
    expect(receivedEvents).toEqual([]);
    expect(host.logger.textsOf('warn').join()).toContain('NewPayCallback(books)');

    expect((await host.postCallback(ownBody())).status).toBe(200);
    expect((await host.post('/newpay/books/callback', booksBody())).status).toBe(200);
    expect(receivedEvents.map(([, { merchant, raw }]) => [merchant, raw['appId']])).toEqual([
      [undefined, paymentFields()['appId']],
      ['books', BOOKS_APP],
    ]);
  });

  it('The callback of another merchant is answered with 403 when both have one platformPublicKey.', async () => {
    host = await startHostApp({
      platform,
      modules: [
        NewPayModule.forRoot(validOptions()),
        NewPayModule.forRoot(booksOptions({ platformPublicKey: validOptions().platformPublicKey })),
      ],
      providers: [PaymentListener],
    });
    expect((await host.post('/newpay/books/callback', ownBody())).status).toBe(403);
    expect(host.app.get(PaymentListener).receivedEvents).toEqual([]);
  });

  it('Two merchants with one store do not deduplicate the orders of each other.', async () => {
    const store = new MemoryCallbackStore();
    host = await startHostApp({
      platform,
      modules: [
        NewPayModule.forRoot(validOptions({ store })),
        NewPayModule.forRoot(booksOptions({ store })),
      ],
      providers: [PaymentListener],
    });
    expect((await host.postCallback(ownBody())).status).toBe(200);
    expect((await host.post('/newpay/books/callback', booksBody())).status).toBe(200);
    expect(host.app.get(PaymentListener).receivedEvents).toHaveLength(2);
  });

  it('A controller of the host can use the guard of a named merchant.', async () => {
    @Controller('own')
    class OwnController {
      @Post()
      @UseGuards(NewPayCallbackGuardFor('books'))
      receive(@NewPayCallback() { orderNo }: NewPayVerifiedCallback): { orderNo: string } {
        return { orderNo };
      }
    }
    host = await startHostApp({
      platform,
      modules: [
        NewPayModule.forRoot(validOptions()),
        NewPayModule.forRoot(booksOptions({ callback: false })),
      ],
      controllers: [OwnController],
      rawBody: true,
    });
    expect(await host.post('/own', booksBody())).toEqual({
      status: 201,
      text: '{"orderNo":"A1001"}',
    });
    expect((await host.post('/own', ownBody())).status).toBe(401);
    expect((await host.post('/newpay/books/callback', booksBody())).status).toBe(404);
  });
});

describe('Registrations that conflict', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    [
      'one name twice',
      () =>
        startHostApp({
          modules: [
            NewPayModule.forRoot(booksOptions()),
            NewPayModule.forRoot(booksOptions({ callback: { path: 'other' } })),
          ],
        }),
      'NewPay option "name" is used twice: two registrations have the name "books"',
    ],
    [
      'no name twice',
      () =>
        startHostApp({
          modules: [NewPayModule.forRoot(validOptions()), NewPayModule.forRoot(validOptions())],
        }),
      'NewPay option "name" is used twice: two registrations have no name',
    ],
    [
      'one route twice',
      () =>
        startHostApp({
          modules: [
            NewPayModule.forRoot(validOptions()),
            NewPayModule.forRoot(booksOptions({ callback: { path: '/newpay/callback/' } })),
          ],
        }),
      'NewPay option "callback.path" is used twice: two registrations have the route "newpay/callback"',
    ],
    [
      'one route twice, in another case, which Express ignores',
      () =>
        startHostApp({
          modules: [
            NewPayModule.forRoot(validOptions()),
            NewPayModule.forRoot(booksOptions({ callback: { path: 'NewPay/Callback' } })),
          ],
        }),
      'NewPay option "callback.path" is used twice: two registrations have the route "',
    ],
    [
      'one appId whose callbacks are signed with one key, the key written in another way',
      () =>
        startHostApp({
          modules: [
            NewPayModule.forRoot(validOptions()),
            NewPayModule.forRootAsync({
              name: 'books',
              useFactory: async () =>
                validOptions({
                  merchantId: 'c'.repeat(32),
                  platformPublicKey: [pemOf(booksPlatform.publicKey), platformKeys.publicKey],
                }),
            }),
          ],
        }),
      'NewPay option "appId" is used twice: the registration "books" and the unnamed registration have the same "appId" and "platformPublicKey", so each would accept the callbacks of the other; use a separate "appId" for each merchant, or keep one registration',
    ],
    [
      'one appId and one key, two names, and no route for one of them',
      () =>
        startHostApp({
          modules: [
            NewPayModule.forRoot({ ...validOptions(), name: 'lao' }),
            NewPayModule.forRoot({ ...validOptions(), name: 'thai', callback: false }),
          ],
        }),
      'NewPay option "appId" is used twice: the registration "lao" and the registration "thai" have the same "appId"',
    ],
  ])('Registrations that conflict are rejected at boot: %s.', async (_what, boot, message) => {
    const error = await rejection(boot(), NewPayConfigurationError);
    expect(error.message).toContain(message);
  });

  it('Two registrations may have one appId when their platformPublicKey differs.', async () => {
    const { appId } = validOptions();
    const app = await startHostApp({
      modules: [
        NewPayModule.forRoot(validOptions()),
        NewPayModule.forRoot(booksOptions({ appId })),
      ],
      providers: [PaymentListener],
    });
    expect((await app.post('/newpay/books/callback', signedBody(paymentFields()))).status).toBe(
      401,
    );
    await app.app.close();
  });

  it('Two apps of one process may have the same registration.', async () => {
    const [one, other] = [await startHostApp(), await startHostApp()];
    expect(one.app.get(NewPayService)).not.toBe(other.app.get(NewPayService));
    await one.app.close();
    await other.app.close();
  });

  it('One dynamic module may be imported in two places.', async () => {
    const module = NewPayModule.forRoot(validOptions());
    const app = await startHostApp({ modules: [module], imports: [module] });
    expect(app.app.get(NewPayService, { strict: false })).toBeInstanceOf(NewPayService);
    await app.app.close();
  });
});
