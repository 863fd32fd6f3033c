import assert from 'node:assert/strict';
import { APP_GUARD } from '@nestjs/core';
import { SkipThrottle, ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { ACKNOWLEDGED, refused } from '../answers.js';
import { newOrderNo, type Cell } from '../cell.js';
import type { HostShape } from '../host-shape.js';

/** More than the behaviour of all needs. */
const LIMIT = 15;

function limitedTo(limit: number): HostShape['imports'] {
  return () => [ThrottlerModule.forRoot([{ ttl: 60_000, limit }])];
}

async function exceed(cell: Cell): Promise<void> {
  const body = cell.signedBody(newOrderNo());
  for (let count = 0; count < LIMIT; count += 1) {
    await cell.deliver(body);
  }
}

export const throttled: HostShape = {
  title: 'a host with ThrottlerGuard',
  imports: limitedTo(LIMIT),
  providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
  control: async (cell) => {
    assert.equal((await cell.fetch('/ping')).headers.get('x-ratelimit-limit'), String(LIMIT));
  },
  describeMore: ({ it }, cell) => {
    it('does not acknowledge callbacks beyond its limit, which come again later', async () => {
      await exceed(cell());
      const orderNo = newOrderNo();
      assert.deepEqual(await cell().deliver(cell().signedBody(orderNo)), refused(429));

      const { sandbox, ledger } = cell();
      const paidNo = newOrderNo();
      await cell().createOrder(paidNo);
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
  control: async (cell) => {
    assert.equal((await cell.fetch('/ping')).status, 200);
    assert.equal((await cell.fetch('/ping')).status, 429);
  },
  describeMore: ({ it }, cell) => {
    it('takes any number of callbacks', async () => {
      await exceed(cell());
      const orderNo = newOrderNo();
      assert.deepEqual(await cell().deliver(cell().signedBody(orderNo)), ACKNOWLEDGED);
      assert.equal(cell().ledger.eventsOf(orderNo).length, 1);
    });
  },
};
