import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { NewPayHealthIndicator } from '../../lib/health/index.js';
import {
  MemoryCallbackStore,
  NewPayModule,
  NewPayService,
  type NewPayCallbackStore,
  type NewPayClaim,
} from '../../lib/index.js';
import {
  paymentData,
  replyByPath,
  startFakeGateway,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { PLATFORMS, startHostApp, validOptions, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';

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

/** A store whose claims end as a test says, beside those that a real one would have. */
class OddStore extends MemoryCallbackStore {
  /** How its claims end; absent: as they should. */
  answer: ((claim: () => Promise<NewPayClaim>) => unknown) | undefined;
  claims = 0;

  override claim(key: string, rank: number): Promise<NewPayClaim> {
    this.claims += 1;
    const claim = () => super.claim(key, rank);
    return this.answer ? untyped(this.answer(claim)) : claim();
  }
}

const INTERNALS =
  'connect ECONNREFUSED 10.1.2.3:6379, role "shop_admin" does not exist, postgres://user:secret@db/shop';

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

describe.each(PLATFORMS)('The health check of two registrations on %s', (platform) => {
  it('The health check is up, with the times of the last callback and the last answer.', async () => {
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

  async function start(store: NewPayCallbackStore): Promise<void> {
    host = await startHostApp({
      platform,
      imports: [HealthModule],
      modules: [
        NewPayModule.forRoot(validOptions({ store })),
        NewPayModule.forRoot({ ...validOptions(), appId: 'books', name: 'books' }),
      ],
    });
  }

  const FAULTS: [what: string, answer: () => unknown, logged: string][] = [
    ['rejects', () => Promise.reject(new Error(INTERNALS)), INTERNALS],
    ['rejects with a text', () => Promise.reject(INTERNALS), INTERNALS],
    ['rejects with nothing', () => Promise.reject(null), 'null'],
    [
      'throws',
      () => {
        throw new Error(INTERNALS);
      },
      INTERNALS,
    ],
    ['answers another outcome', () => Promise.resolve({ outcome: 'acquired' }), 'acquired'],
    ['answers QUEUED', () => Promise.resolve('QUEUED'), 'QUEUED'],
    ['answers nothing', () => undefined, 'undefined'],
    ['answers null', () => Promise.resolve(null), 'null'],
    ['claims without a token', () => Promise.resolve({ outcome: 'claimed' }), 'claimed'],
    [
      'reports the probe as handled',
      () => Promise.resolve({ outcome: 'handled', rank: 1, reference: '' }),
      'as handled, although nothing has handled it',
    ],
  ];

  it.each(FAULTS)(
    'The health check is down while the store %s, and only the log has the reason.',
    async (_, answer, logged) => {
      const store = new OddStore();
      store.answer = answer;
      await start(store);
      for (let i = 0; i < 3; i++) {
        expect(await healthOf()).toEqual({
          status: 503,
          details: {
            newpay: {
              status: 'down',
              platformKeys: 1,
              lastCallbackAt: null,
              lastAnswerAt: null,
              store: 'unreachable',
            },
            books: expect.objectContaining({ status: 'up' }),
          },
        });
      }
      const lines = host.logger.lines.filter(({ context }) => context === 'NewPayHealth');
      expect(lines.map(({ level, message }) => [level, message])).toEqual([
        ['error', expect.stringContaining(logged)],
      ]);
      store.answer = undefined;
      expect((await healthOf()).status).toBe(200);
      expect(host.logger.textsOf('log')).toContain(
        'Health check: the store is reachable again NewPayHealth',
      );
    },
  );

  it('The health check is up while another instance tests the store.', async () => {
    const store = new OddStore();
    store.answer = () => Promise.resolve({ outcome: 'busy' });
    await start(store);
    expect((await healthOf()).status).toBe(200);
  });

  it('Concurrent health checks test the store once, and leave no claim after an outage.', async () => {
    const store = new OddStore();
    let comeBack = (): void => undefined;
    const back = new Promise<void>((resolve) => (comeBack = resolve));
    store.answer = (claim) => back.then(claim);
    await start(store);
    const checks = Array.from({ length: 20 }, () => healthOf());
    expect((await Promise.all(checks)).map(({ status }) => status)).toEqual(Array(20).fill(503));
    expect(store.claims).toBe(1);
    expect((await healthOf()).status).toBe(503);
    expect(store.claims).toBe(2);

    comeBack();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(store.size).toBe(0);
    store.answer = undefined;
    expect((await healthOf()).status).toBe(200);
    expect(store.size).toBe(0);
  });

  it('The health check leaves no record in the store.', async () => {
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
