import { Module, type OnModuleInit } from '@nestjs/common';
import { PostgresCallbackStore } from 'nestjs-newpay/postgres';
import { Database } from '../database/database.js';
import { ORDERS_SCHEMA } from './orders.schema.js';
import { OrdersRepository } from './orders.repository.js';

/** The orders, and the callback store in the same database. */
@Module({
  providers: [
    OrdersRepository,
    {
      provide: PostgresCallbackStore,
      useFactory: (database: Database) =>
        new PostgresCallbackStore(database, { tablePrefix: 'shop_' }),
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
