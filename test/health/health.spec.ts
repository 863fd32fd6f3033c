import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { NewPayHealthIndicator } from '../../lib/health/index.js';
import { MemoryCallbackStore, NewPayModule, NewPayService } from '../../lib/index.js';
import {
  paymentData,
  replyByPath,
  startFakeGateway,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { PLATFORMS, startHostApp, validOptions, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly newPay: NewPayHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.health.check([
      () => this.newPay.isHealthy('newpay'),
      () => this.newPay.isHealthy('books', { name: 'books' }),
    ]);
  }
}

@Module({
  imports: [TerminusModule],
  controllers: [HealthController],
  providers: [NewPayHealthIndicator],
})
class HealthModule {}

class BrokenStore extends MemoryCallbackStore {
  override claim(): Promise<never> {
    return Promise.reject(new Error('connection refused'));
  }
}

let host: HostApp;
let gateway: FakeGateway | undefined;

afterEach(async () => {
  await host.app.close();
  await gateway?.stop();
  gateway = undefined;
});

async function healthOf(): Promise<{ status: number; details: Record<string, object> }> {
  const response = await fetch(`${host.url}/health`);
  const body = (await response.json()) as { details: Record<string, object> };
  return { status: response.status, details: body.details };
}

const BOOKS_APP = 'b'.repeat(32);

describe.each(PLATFORMS)('the health of two registrations on %s', (platform) => {
  it('is up, with the last signs of life', async () => {
    gateway = await startFakeGateway();
    gateway.reply = replyByPath({ queryOrder: (request) => paymentData(request) });
    const now = Date.now();
    host = await startHostApp({
      platform,
      imports: [HealthModule],
      providers: [PaymentListener],
      now: () => now,
      modules: [
        NewPayModule.forRoot(validOptions({ baseUrl: gateway.url })),
        NewPayModule.forRoot({ ...validOptions({ appId: BOOKS_APP }), name: 'books' }),
      ],
    });
    const none = { lastCallbackAt: null, lastAnswerAt: null };
    const up = { status: 'up', platformKeys: 1, store: 'reachable' };
    expect(await healthOf()).toEqual({
      status: 200,
      details: { newpay: { ...up, ...none }, books: { ...up, ...none } },
    });
    await host.app.get(NewPayService).queryOrder('A1');
    await host.post('/newpay/books/callback', signedBody(paymentFields({ appId: BOOKS_APP })));
    const at = new Date(now).toISOString();
    expect((await healthOf()).details).toEqual({
      newpay: { ...up, lastCallbackAt: null, lastAnswerAt: at },
      books: { ...up, lastCallbackAt: at, lastAnswerAt: null },
    });
  });

  it('is down while the store cannot be reached', async () => {
    host = await startHostApp({
      platform,
      imports: [HealthModule],
      modules: [
        NewPayModule.forRoot(validOptions({ store: new BrokenStore() })),
        NewPayModule.forRoot({ ...validOptions({ appId: BOOKS_APP }), name: 'books' }),
      ],
    });
    const { status, details } = await healthOf();
    expect(status).toBe(503);
    expect(details['newpay']).toMatchObject({ status: 'down', store: 'connection refused' });
    expect(details['books']).toMatchObject({ status: 'up' });
  });

  it('leaves nothing in the store', async () => {
    const store = new MemoryCallbackStore();
    host = await startHostApp({
      platform,
      imports: [HealthModule],
      modules: [
        NewPayModule.forRoot(validOptions({ store })),
        NewPayModule.forRoot({ ...validOptions({ appId: BOOKS_APP }), name: 'books' }),
      ],
    });
    await healthOf();
    expect(store.size).toBe(0);
  });
});
