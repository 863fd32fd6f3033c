// app of: README
import { describe } from 'node:test';
import { blocks } from './blocks.js';
import { testOrderRow } from '../support/order-row.js';

describe('The order row with Prisma', () => {
  testOrderRow(
    async (database) => {
      for (const { code } of blocks.filter(({ language }) => language === 'sql')) {
        await database.query(code);
      }
      // For the statements of these tests; Prisma itself names the schema in every statement.
      await database.query('SET search_path TO public, newpay');
    },
    async () => ({
      ...(await import('./src/app.module.js')),
      ...(await import('./src/payment.listener.js')),
      ...(await import('./src/orders.repository.js')),
    }),
  );
});
