import { expect, it, jest } from '@jest/globals';
import { ExpiredRows, PURGED_AT_ONCE } from '../../lib/store/sql/expired-rows.js';
import { until } from '../support/until.js';

jest.setTimeout(90_000);

it('A deletion ends after a thousand batches, even if there is always one more.', async () => {
  let batches = 0;
  const rows = new ExpiredRows('Store', 'callbacks', async () => {
    batches++;
    return PURGED_AT_ONCE;
  });

  rows.purgeIfDue();

  await until(() => batches >= 1_000, 60_000);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(batches).toBe(1_000);
});
