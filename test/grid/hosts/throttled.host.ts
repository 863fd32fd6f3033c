import assert from 'node:assert/strict';
import { APP_GUARD } from '@nestjs/core';
import { SkipThrottle, ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { ACKNOWLEDGED, refused } from '../answers.js';
import { newOrderNo, type AppUnderTest } from '../app-under-test.js';
import type { HostShape } from '../host-shape.js';

/** More than the behaviour of all needs. */
const LIMIT = 25;

function limitedTo(limit: number): HostShape['imports'] {
  return () => [ThrottlerModule.forRoot([{ ttl: 60_000, limit }])];
}

async function exceed(app: AppUnderTest): Promise<void> {
  const body = app.signedBody(newOrderNo());
  for (let count = 0; count < LIMIT; count += 1) {
    await app.deliver(body);
  }
}

export const throttled: HostShape = {
  title: 'a host with ThrottlerGuard',
  imports: limitedTo(LIMIT),
  providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
  control: async (app) => {
    assert.equal((await app.fetch('/ping')).headers.get('x-ratelimit-limit'), String(LIMIT));
  },
  describeMore: ({ it }, app) => {
    it('does not acknowledge callbacks beyond its limit, which come again later', async () => {
      await exceed(app());
      const orderNo = newOrderNo();
      assert.deepEqual(await app().deliver(app().signedBody(orderNo)), refused(429));

      const { sandbox, ledger } = app();
      const paidNo = newOrderNo();
      await app().createOrder(paidNo);
      await sandbox.pay(paidNo);
      assert.deepEqual(
        sandbox.deliveries(paidNo).map(({ status, acknowledged }) => [status, acknowledged]),
        [[429, false]],
      );
      assert.deepEqual([...ledger.eventsOf(orderNo), ...ledger.eventsOf(paidNo)], []);
    });
  },
};

export const throttledButForCallbacks: HostShape = {
  title: 'a host with ThrottlerGuard that skips callbacks',
  callback: { decorators: [SkipThrottle()] },
  imports: limitedTo(1),
  providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
  control: async (app) => {
    assert.equal((await app.fetch('/ping')).status, 200);
    assert.equal((await app.fetch('/ping')).status, 429);
  },
  describeMore: ({ it }, app) => {
    it('takes any number of callbacks', async () => {
      await exceed(app());
      const orderNo = newOrderNo();
      assert.deepEqual(await app().deliver(app().signedBody(orderNo)), ACKNOWLEDGED);
      assert.equal(app().ledger.eventsOf(orderNo).length, 1);
    });
  },
};
