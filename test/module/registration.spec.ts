import { Reflector } from '@nestjs/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Injectable,
  Module,
  Post,
  Scope,
  SetMetadata,
  UseGuards,
  type DynamicModule,
} from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import {
  Currency,
  NewPayCallback,
  NewPayCallbackGuard,
  NewPayConfigurationError,
  NewPayModule,
  NewPayService,
  type NewPayModuleOptions,
  type NewPayOptionsFactory,
  type NewPayPaymentCallback,
} from '../../lib/index.js';
import { startFakeGateway } from '../support/fake-gateway.js';
import { PLATFORMS, startHostApp, validOptions, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

@Injectable()
class OptionsFactory implements NewPayOptionsFactory {
  createNewPayOptions(): NewPayModuleOptions {
    return validOptions();
  }
}

@Module({
  providers: [OptionsFactory, { provide: 'OPTIONS', useValue: validOptions() }],
  exports: [OptionsFactory, 'OPTIONS'],
})
class HostConfigModule {}

let host: HostApp | undefined;

afterEach(async () => {
  await host?.app.close();
  host = undefined;
});

const ways: [string, () => DynamicModule][] = [
  ['forRoot', () => NewPayModule.forRoot(validOptions())],
  ['useFactory', () => NewPayModule.forRootAsync({ useFactory: () => validOptions() })],
  [
    'an async useFactory',
    () => NewPayModule.forRootAsync({ useFactory: async () => validOptions() }),
  ],
  [
    'useFactory with imports and inject',
    () =>
      NewPayModule.forRootAsync({
        imports: [HostConfigModule],
        inject: ['OPTIONS'],
        useFactory: (options: NewPayModuleOptions) => options,
      }),
  ],
  ['useClass', () => NewPayModule.forRootAsync({ useClass: OptionsFactory })],
  [
    'useExisting',
    () => NewPayModule.forRootAsync({ imports: [HostConfigModule], useExisting: OptionsFactory }),
  ],
];

describe.each(PLATFORMS)('a registration on %s', (platform) => {
  it.each(ways)('through %s gives service and route', async (_way, register) => {
    host = await startHostApp({ platform, modules: [register()], providers: [PaymentListener] });
    expect(host.app.get(NewPayService)).toBeInstanceOf(NewPayService);
    expect((await host.post('/newpay/callback', signedBody(paymentFields()))).status).toBe(200);
  });

  it('has its route where `callback.path` says, with the decorators of the host', async () => {
    const Public = () => SetMetadata('isPublic', true);
    const callback = { path: '/payments/notify/', decorators: [Public()] };
    host = await startHostApp({
      platform,
      options: { callback },
      providers: [PaymentListener],
      configure: (app) =>
        app.useGlobalGuards({
          canActivate: (context) => new Reflector().get('isPublic', context.getClass()) === true,
        }),
    });
    expect((await host.post('/payments/notify', signedBody(paymentFields()))).status).toBe(200);
    expect((await host.post('/newpay/callback', signedBody(paymentFields()))).status).toBe(404);
  });

  it('answers 400 FAIL on its own path to what the body parser refuses', async () => {
    const callback = { path: 'payments/notify' };
    host = await startHostApp({ platform, options: { callback } });
    const fail = { status: 400, text: '{"transResult":"FAIL"}' };
    expect(await host.post('/payments/notify', '{')).toEqual(fail);
    expect((await host.post('/newpay/callback', '{')).text).not.toContain('transResult');
  });

  it('has no route with `callback: false`, and gives the guard to a controller of the host', async () => {
    const received: NewPayPaymentCallback[] = [];
    @Controller('mine')
    class OwnController {
      @Post()
      @UseGuards(NewPayCallbackGuard)
      receive(@NewPayCallback() callback: NewPayPaymentCallback): { transResult: string } {
        received.push(callback);
        return { transResult: 'SUCCESS' };
      }

      @Post('unguarded')
      unguarded(@NewPayCallback() callback: NewPayPaymentCallback): unknown {
        return callback;
      }
    }
    host = await startHostApp({
      platform,
      options: { callback: false },
      controllers: [OwnController],
      rawBody: true,
    });
    const body = signedBody(paymentFields());
    expect((await host.post('/newpay/callback', body)).status).toBe(404);
    expect((await host.post('/', '{')).text).not.toContain('transResult');
    expect(await host.post('/mine', body)).toEqual({
      status: 201,
      text: '{"transResult":"SUCCESS"}',
    });
    expect(received).toEqual([expect.objectContaining({ status: 'paid', orderNo: 'A1001' })]);
    expect(
      await host.post('/mine', signedBody(paymentFields(), undefined).replace('A1001', 'A1002')),
    ).toEqual({
      status: 401,
      text: '{"transResult":"FAIL"}',
    });
    expect((await host.post('/mine/unguarded', body)).status).toBe(500);
    expect(host.logger.textsOf('error').join()).toContain(
      '@NewPayCallback() needs @UseGuards(NewPayCallbackGuard) on its route.',
    );
  });

  it.each([
    ['without a prefix', undefined, '/newpay/callback'],
    [
      'with a prefix',
      (app: HostApp['app']) => app.setGlobalPrefix('/api/v1/'),
      '/api/v1/newpay/callback',
    ],
    [
      'with a prefix that excludes it',
      (app: HostApp['app']) => app.setGlobalPrefix('api', { exclude: ['newpay/callback'] }),
      '/newpay/callback',
    ],
  ])('derives callBackUrl %s from where the route really is', async (_what, configure, path) => {
    const gateway = await startFakeGateway();
    const options = { baseUrl: gateway.url, publicUrl: 'https://shop.example/' };
    host = await startHostApp({ platform, configure, options, providers: [PaymentListener] });
    await host.app
      .get(NewPayService)
      .createOrder({ payMethod: 1, currency: Currency.LAK, orderAmt: '5', orderNo: 'A1' });
    expect(gateway.requests[0]?.fields['callBackUrl']).toBe(`https://shop.example${path}`);
    expect((await host.post(path, signedBody(paymentFields()))).status).toBe(200);
    await gateway.stop();
  });
});

describe('under RouterModule', () => {
  it('callBackUrl follows the route', async () => {
    const gateway = await startFakeGateway();
    host = await startHostApp({
      options: { baseUrl: gateway.url },
      imports: [RouterModule.register([{ path: 'payments', module: NewPayModule }])],
      configure: (app) => app.setGlobalPrefix('api'),
      providers: [PaymentListener],
    });
    const path = '/api/payments/newpay/callback';
    await host.app
      .get(NewPayService)
      .createOrder({ payMethod: 1, currency: Currency.LAK, orderAmt: '5', orderNo: 'A1' });
    expect(gateway.requests[0]?.fields['callBackUrl']).toBe(`https://shop.example${path}`);
    expect((await host.post(path, signedBody(paymentFields()))).status).toBe(200);
    expect((await host.post(path, '{')).text).toBe('{"transResult":"FAIL"}');
    await gateway.stop();
  });
});

describe('an order without callBackUrl', () => {
  it('is told what is missing when there is no callback route', async () => {
    host = await startHostApp({ options: { callback: false } });
    await expect(
      host.app
        .get(NewPayService)
        .createOrder({ payMethod: 1, currency: Currency.LAK, orderAmt: '5', orderNo: 'A1' }),
    ).rejects.toThrow(
      'callBackUrl is missing: name it, as this registration has no callback route ("callback: false")',
    );
  });
});

describe('isGlobal', () => {
  @Injectable()
  class Consumer {
    constructor(readonly newPay: NewPayService) {}
  }

  @Module({ providers: [Consumer] })
  class FeatureModule {}

  it('gives the service to modules that do not import NewPayModule', async () => {
    host = await startHostApp({ options: { isGlobal: true }, imports: [FeatureModule] });
    expect(host.app.get(Consumer, { strict: false }).newPay).toBeInstanceOf(NewPayService);
  });

  it('is off by default', async () => {
    const modules = { imports: [NewPayModule.forRoot(validOptions()), FeatureModule] };
    await expect(Test.createTestingModule(modules).compile()).rejects.toThrow(
      /can't resolve dependencies of the Consumer/,
    );
  });
});

describe('options that depend on a request', () => {
  @Injectable({ scope: Scope.REQUEST })
  class RequestConfig {}

  @Module({ providers: [RequestConfig], exports: [RequestConfig] })
  class RequestConfigModule {}

  it('are refused at boot: the store would be new for each callback', async () => {
    const module = NewPayModule.forRootAsync({
      imports: [RequestConfigModule],
      inject: [RequestConfig],
      useFactory: () => validOptions(),
    });
    await expect(startHostApp({ modules: [module] })).rejects.toThrow(
      'The NewPay options depend on a request-scoped provider',
    );
  });
});

describe('a misspelt key of `callback`', () => {
  it('is refused', () => {
    const callback: object = { paht: 'x' };
    expect(() => NewPayModule.forRoot({ ...validOptions(), callback })).toThrow(
      'NewPay option "callback.paht" is unknown: the known names are path, maxBytes, decorators',
    );
  });
});

describe('forRootAsync refuses at once', () => {
  it.each([
    [
      { useFactory: () => validOptions(), isGlobl: true },
      'NewPay option "isGlobl" is not a property of forRootAsync()',
    ],
    [
      { useFactory: () => validOptions(), appId: '6' },
      'NewPay option "appId" is not a property of forRootAsync()',
    ],
    [
      {},
      'The NewPay options need exactly one source: pass forRootAsync() one of useFactory, useClass',
    ],
    [
      { useFactory: () => validOptions(), useClass: OptionsFactory },
      'pass forRootAsync() one of useFactory, useClass and useExisting',
    ],
  ])('%p', (options, message) => {
    expect(() => NewPayModule.forRootAsync(options)).toThrow(NewPayConfigurationError);
    expect(() => NewPayModule.forRootAsync(options)).toThrow(message);
  });
});
