import { Module, type OnModuleInit } from '@nestjs/common';
import { PostgresCallbackStore } from 'nestjs-newpay/postgres';
import { Database } from '../database/database.js';
import { ORDERS_SCHEMA } from './orders.schema.js';
import { OrdersRepository } from './orders.repository.js';

/** The orders, and in the same database what remembers the callbacks that were handled. */
@Module({
  providers: [
    OrdersRepository,
    {
      provide: PostgresCallbackStore,
      useFactory: (database: Database) =>
        new PostgresCallbackStore(database, {
          tablePrefix: 'shop_',
          // The listeners write a row or two. A claim of this age belongs to a process that died,
          // and the next reconciliation may go on with its order.
          lease: 30_000,
        }),
      inject: [Database],
    },
  ],
  exports: [OrdersRepository, PostgresCallbackStore],
})
export class OrdersDataModule implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: PostgresCallbackStore,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.database.query(ORDERS_SCHEMA);
    await this.store.createTables();
  }
}
