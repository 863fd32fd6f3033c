import { Reflector } from '@nestjs/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Injectable,
  Module,
  Post,
  Req,
  Scope,
  SetMetadata,
  UseGuards,
  type DynamicModule,
} from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { EventEmitter2, EventEmitterModule } from '@nestjs/event-emitter';
import { Test } from '@nestjs/testing';
import {
  getNewPayCallback,
  NewPayCallback,
  NewPayCallbackGuard,
  NewPayConfigurationError,
  NewPayModule,
  NewPayService,
  type NewPayModuleOptions,
  type NewPayOptionsFactory,
  type NewPayPaymentCallback,
} from '../../lib/index.js';
import { FAIL, rejected, SUCCESS } from '../support/callback-answers.js';
import { startFakeGateway } from '../support/fake-gateway.js';
import { PLATFORMS, startHostApp, validOptions, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { ORDER } from '../support/requests.js';
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

it('The class itself is no registration: the boot says what to import.', async () => {
  const start = startHostApp({ imports: [NewPayModule] });
  await expect(start).rejects.toThrow(
    new NewPayConfigurationError(
      '*',
      'are missing: a module imports the class NewPayModule itself; import what forRoot() or forRootAsync() returns, or set "isGlobal" there and leave the class out',
    ),
  );
});

it('A test may put another object in the place of the emitter: nothing is acknowledged with it.', async () => {
  const imports = [EventEmitterModule.forRoot(), NewPayModule.forRoot(validOptions())];
  const testing = await Test.createTestingModule({ imports })
    .overrideProvider(EventEmitter2)
    .useValue({ emit: () => true })
    .setLogger(new RecordingLogger())
    .compile();
  const app = testing.createNestApplication();
  await app.listen(0, '127.0.0.1');
  try {
    expect(app.get(NewPayService, { strict: false })).toBeInstanceOf(NewPayService);
    const response = await fetch(`${await app.getUrl()}/newpay/callback`, {
      method: 'POST',
      body: signedBody(paymentFields()),
    });
    expect([response.status, await response.text()]).toEqual([500, FAIL]);
  } finally {
    await app.close();
  }
});

describe.each(PLATFORMS)('A registration on %s', (platform) => {
  it.each(ways)(
    'A registration by %s provides the service and the callback route.',
    async (_way, register) => {
      host = await startHostApp({ platform, modules: [register()], providers: [PaymentListener] });
      expect(host.app.get(NewPayService)).toBeInstanceOf(NewPayService);
      expect((await host.postCallback(signedBody(paymentFields()))).status).toBe(200);
    },
  );

  it('The callback route is at callback.path, with callback.decorators.', async () => {
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
    expect((await host.postCallback(signedBody(paymentFields()))).status).toBe(404);
  });

  it('A body that the parser rejects is answered with 400 FAIL at callback.path, and nowhere else.', async () => {
    const callback = { path: 'payments/notify' };
    host = await startHostApp({ platform, options: { callback } });
    expect(await host.post('/payments/notify', '{')).toEqual(rejected(400));
    expect((await host.postCallback('{')).text).not.toContain('transResult');
  });

  it('With `callback: false` there is no route, and a controller of the host can use the guard.', async () => {
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

      @Post('read')
      read(@Req() request: object): unknown {
        return getNewPayCallback(request);
      }
    }
    host = await startHostApp({
      platform,
      options: { callback: false },
      controllers: [OwnController],
      rawBody: true,
    });
    const body = signedBody(paymentFields());
    expect((await host.postCallback(body)).status).toBe(404);
    expect((await host.post('/', '{')).text).not.toContain('transResult');
    expect(await host.post('/mine', body)).toEqual({
      status: 201,
      text: SUCCESS,
    });
    expect(received).toEqual([expect.objectContaining({ status: 'paid', orderNo: 'A1001' })]);
    expect(await host.post('/mine', signedBody(paymentFields()).replace('A1001', 'A1002'))).toEqual(
      rejected(401),
    );
    expect((await host.post('/mine/unguarded', body)).status).toBe(500);
    expect((await host.post('/mine/read', body)).status).toBe(500);
    expect(host.logger.lines.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        '@NewPayCallback() needs @UseGuards(NewPayCallbackGuard) on its route.',
        'getNewPayCallback() needs @UseGuards(NewPayCallbackGuard) on its route.',
      ]),
    );
  });

  it.each([
    ['without a global prefix', undefined, '/newpay/callback'],
    [
      'with a global prefix',
      (app: HostApp['app']) => app.setGlobalPrefix('/api/v1/'),
      '/api/v1/newpay/callback',
    ],
    [
      'with a global prefix that excludes the route',
      (app: HostApp['app']) => app.setGlobalPrefix('api', { exclude: ['newpay/callback'] }),
      '/newpay/callback',
    ],
    [
      'with a global prefix that excludes the route, written with a slash at its end',
      (app: HostApp['app']) => app.setGlobalPrefix('api', { exclude: ['newpay/callback/'] }),
      '/newpay/callback',
    ],
  ])('The callBackUrl follows the callback route: %s.', async (_what, configure, path) => {
    const gateway = await startFakeGateway();
    const options = { baseUrl: gateway.url, publicUrl: 'https://shop.example/' };
    host = await startHostApp({ platform, configure, options, providers: [PaymentListener] });
    await host.app.get(NewPayService).createOrder(ORDER);
    expect(gateway.requests[0]?.fields['callBackUrl']).toBe(`https://shop.example${path}`);
    expect((await host.post(path, signedBody(paymentFields()))).status).toBe(200);
    await gateway.stop();
  });
});

describe('A registration under RouterModule', () => {
  it('The callBackUrl follows the callback route under RouterModule and a global prefix.', async () => {
    const gateway = await startFakeGateway();
    host = await startHostApp({
      options: { baseUrl: gateway.url },
      imports: [RouterModule.register([{ path: 'payments', module: NewPayModule }])],
      configure: (app) => app.setGlobalPrefix('api'),
      providers: [PaymentListener],
    });
    const path = '/api/payments/newpay/callback';
    await host.app.get(NewPayService).createOrder(ORDER);
    expect(gateway.requests[0]?.fields['callBackUrl']).toBe(`https://shop.example${path}`);
    expect((await host.post(path, signedBody(paymentFields()))).status).toBe(200);
    expect((await host.post(path, '{')).text).toBe(FAIL);
    await gateway.stop();
  });
});

describe('An order without callBackUrl', () => {
  it('Without a callback route, an order without callBackUrl is rejected.', async () => {
    host = await startHostApp({ options: { callback: false } });
    await expect(host.app.get(NewPayService).createOrder(ORDER)).rejects.toThrow(
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

  it('With isGlobal, a module that does not import NewPayModule can inject the service.', async () => {
    host = await startHostApp({ options: { isGlobal: true }, imports: [FeatureModule] });
    expect(host.app.get(Consumer, { strict: false }).newPay).toBeInstanceOf(NewPayService);
  });

  it('By default, a module that does not import NewPayModule cannot inject the service.', async () => {
    const modules = { imports: [NewPayModule.forRoot(validOptions()), FeatureModule] };
    await expect(Test.createTestingModule(modules).compile()).rejects.toThrow(
      /can't resolve dependencies of the Consumer/,
    );
  });
});

describe('Request-scoped options', () => {
  @Injectable({ scope: Scope.REQUEST })
  class RequestConfig {}

  @Module({ providers: [RequestConfig], exports: [RequestConfig] })
  class RequestConfigModule {}

  it('Options that depend on a request-scoped provider are rejected at boot.', async () => {
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

describe('The option callback', () => {
  it('An unknown key of the option callback is rejected.', () => {
    const callback: object = { paht: 'x' };
    expect(() => NewPayModule.forRoot({ ...validOptions(), callback })).toThrow(
      'NewPay option "callback.paht" is unknown: the known names are path, maxBytes, decorators',
    );
  });
});

describe('forRootAsync', () => {
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
  ])('forRootAsync rejects invalid arguments when it is called: %p.', (options, message) => {
    expect(() => NewPayModule.forRootAsync(options)).toThrow(NewPayConfigurationError);
    expect(() => NewPayModule.forRootAsync(options)).toThrow(message);
  });
});
