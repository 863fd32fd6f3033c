import assert from 'node:assert/strict';
import { ACKNOWLEDGED, refused } from '../answers.js';
import { newOrderNo } from '../app-under-test.js';
import type { HostShape } from '../host-shape.js';

export const requestScoped: HostShape = {
  title: 'a host with request-scoped listeners',
  isRequestScoped: true,
  control: async (app) => {
    const { instances } = app.ledger;
    await app.deliver(app.signedBody(newOrderNo()));
    await app.deliver(app.signedBody(newOrderNo()));
    assert.equal(app.ledger.instances, instances + 2);
  },
  describeMore: ({ it }, app) => {
    it('does not acknowledge what its listener could not be made for', async () => {
      const orderNo = newOrderNo();
      const body = app().signedBody(orderNo);
      app().ledger.faultOfConstructor = new Error('no connection to be had');
      assert.deepEqual(await app().deliver(body), refused(500));
      assert.deepEqual(app().ledger.eventsOf(orderNo), []);
      const { instances } = app().ledger;
      assert.deepEqual(await app().deliver(body), ACKNOWLEDGED);
      assert.equal(app().ledger.eventsOf(orderNo).length, 1);
      assert.equal(app().ledger.instances, instances + 1);
    });
  },
};
