import assert from 'node:assert/strict';
import { ACKNOWLEDGED, refused } from '../answers.js';
import { newOrderNo } from '../cell.js';
import type { HostShape } from '../host-shape.js';

export const requestScoped: HostShape = {
  title: 'a host with request-scoped listeners',
  isRequestScoped: true,
  control: async (cell) => {
    const { instances } = cell.ledger;
    await cell.deliver(cell.signedBody(newOrderNo()));
    await cell.deliver(cell.signedBody(newOrderNo()));
    assert.equal(cell.ledger.instances, instances + 2);
  },
  describeMore: ({ it }, cell) => {
    it('does not acknowledge what its listener could not be made for', async () => {
      const orderNo = newOrderNo();
      const body = cell().signedBody(orderNo);
      cell().ledger.faultOfConstructor = new Error('no connection to be had');
      assert.deepEqual(await cell().deliver(body), refused(500));
      assert.deepEqual(cell().ledger.eventsOf(orderNo), []);
      const { instances } = cell().ledger;
      assert.deepEqual(await cell().deliver(body), ACKNOWLEDGED);
      assert.equal(cell().ledger.eventsOf(orderNo).length, 1);
      assert.equal(cell().ledger.instances, instances + 1);
    });
  },
};
