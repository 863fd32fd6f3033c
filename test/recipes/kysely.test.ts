// app of: README
import { describe } from 'node:test';
import { blocks } from './blocks.js';
import { testOrderRow } from '../support/order-row.js';

describe('The order row with Kysely', () => {
  testOrderRow(
    (database) => database.query(blocks.find(({ language }) => language === 'sql')?.code ?? ''),
    async () => ({
      ...(await import('./src/app.module.js')),
      ...(await import('./src/payment.listener.js')),
      ...(await import('./src/orders.repository.js')),
    }),
  );
});
