/** @needs postgres */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { NewPayHealthIndicator } from '../../../lib/health/index.js';
import { MemoryCallbackStore, type NewPayQueue } from '../../../lib/index.js';
import { OwnBoss } from '../../support/boss.js';
import { ACKNOWLEDGED, rejected } from '../../support/callback-answers.js';
import { CuttableProxy } from '../../support/cuttable-proxy.js';
import {
  PLATFORMS,
  startHostApp,
  type HostApp,
  type HostAppOptions,
} from '../../support/host-app.js';
import { PaymentListener } from '../../support/listeners.js';
import { postgresUrl } from '../../support/services.js';
import { paymentFields, signedBody } from '../../support/signed-callback.js';
import { until } from '../../support/until.js';
import { untyped } from '../../support/untyped.js';

@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly newPay: NewPayHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.health.check([() => this.newPay.isHealthy('newpay')]);
  }
}

@Module({
  imports: [TerminusModule],
  controllers: [HealthController],
  providers: [NewPayHealthIndicator],
})
class HealthModule {}

let proxy: CuttableProxy;
let own: OwnBoss;
let host: HostApp;
let count = 0;

beforeAll(async () => {
  proxy = await CuttableProxy.inFrontOf(postgresUrl);
  own = await OwnBoss.start(proxy.url);
}, 30_000);

afterEach(async () => {
  await host.app.close();
});

afterAll(async () => {
  await own.stop();
  await proxy.cut();
});

async function start(changes: HostAppOptions = {}): Promise<void> {
  count += 1;
  host = await startHostApp({
    providers: [PaymentListener],
    imports: [HealthModule],
    ...changes,
    options: { queue: own.queue({ name: `out${count}` }), ...changes.options },
  });
}

const send = (orderNo: string) => host.postCallback(signedBody(paymentFields({ orderNo })));

async function healthAnswer(): Promise<{ status: number; newpay: unknown }> {
  const response = await fetch(`${host.url}/health`);
  const { details } = (await response.json()) as { details: { newpay: unknown } };
  return { status: response.status, newpay: details.newpay };
}

describe.each(PLATFORMS)('While the engine of the queue is down, on %s,', (platform) => {
  it('callbacks are answered 503, the app stays up, and all goes on after its return.', async () => {
    await start({ platform });
    expect(await send(`B${count}`)).toEqual(ACKNOWLEDGED);
    await until(() => host.app.get(PaymentListener).names.length === 1);
    await proxy.cut();

    expect(await send(`C${count}`)).toEqual(rejected(503));
    expect(host.logger.textsOf('error').join('\n')).toContain(
      `Callback for order C${count} not acknowledged (503): the queue's add() failed: `,
    );
    expect(await healthAnswer()).toMatchObject({
      status: 503,
      newpay: { status: 'down', queue: 'unreachable' },
    });

    await proxy.restore();
    await until(async () => (await send(`C${count}`)).status === 200, 20_000);
    await until(() => host.app.get(PaymentListener).names.length === 2, 20_000);
    expect(await healthAnswer()).toMatchObject({
      status: 200,
      newpay: { status: 'up', queue: 'reachable', deadLetters: 0 },
    });
  }, 60_000);
});

describe('An app that starts while the engine is down', () => {
  it('starts, says so once, and runs jobs after its return.', async () => {
    await proxy.cut();
    const started = start();
    await started;
    await until(() =>
      host.logger
        .textsOf('error')
        .some((text) =>
          text.startsWith(
            'The queue cannot be reached, so callbacks are not acknowledged and no job runs; trying again: ',
          ),
        ),
    );
    expect(await send(`D${count}`)).toEqual(rejected(503));

    await proxy.restore();

    await until(async () => (await send(`D${count}`)).status === 200, 20_000);
    await until(() => host.app.get(PaymentListener).names.length === 1, 20_000);
    expect(host.logger.textsOf('log')).toContain('The queue is reachable again NewPayQueue');
  }, 60_000);
});

describe('A health check', () => {
  it('is degraded while a job has failed for the last time.', async () => {
    await start({ options: { retry: { attempts: 1 } } });
    host.app.get(PaymentListener).before = () => Promise.reject(new Error('no database'));

    await send(`E${count}`);

    await until(async () => {
      const { newpay } = await healthAnswer();
      return (newpay as { deadLetters?: number }).deadLetters === 1;
    });
    expect(await healthAnswer()).toMatchObject({
      status: 200,
      newpay: { status: 'degraded', store: 'reachable', queue: 'reachable', deadLetters: 1 },
    });
  });
});

/** A queue that answers `add` as a test says, and has no jobs. */
function oddQueue(add: () => unknown): NewPayQueue {
  return untyped({
    open: async () => undefined,
    add,
    work: async () => ({ close: async () => undefined }),
    failed: async () => [],
    unfinished: async () => [],
    retry: async () => [],
    close: async () => undefined,
  });
}

describe('A queue whose add()', () => {
  it.each([
    [
      'answers false',
      () => Promise.resolve(false),
      'answered with false, which is not a documented',
    ],
    ['answers null', () => Promise.resolve(null), 'answered with null, which is not a documented'],
    ['answers the ids', () => Promise.resolve(['1']), 'answered with an array, which is not a doc'],
    ['throws a text', () => throwText(), 'failed: disk full'],
    ['throws nothing', () => Promise.reject(untyped(undefined)), 'failed: undefined'],
  ])('%s has the callback answered 503.', async (_what, add, problem) => {
    await start({ options: { queue: oddQueue(add), store: new MemoryCallbackStore() } });

    expect(await send(`F${count}`)).toEqual(rejected(503));
    expect(host.logger.textsOf('error').join('\n')).toContain(`the queue's add() ${problem}`);
  });

  it('never answers has the callback answered 503 after five seconds.', async () => {
    const queue = oddQueue(() => new Promise(() => undefined));
    await start({ options: { queue, store: new MemoryCallbackStore() } });
    const begin = performance.now();

    expect(await send(`G${count}`)).toEqual(rejected(503));

    expect(performance.now() - begin).toBeLessThan(8_000);
    expect(host.logger.textsOf('error').join('\n')).toContain(
      "the queue's add() failed: no answer within 5000 ms",
    );
  }, 20_000);
});

function throwText(): never {
  throw 'disk full';
}
