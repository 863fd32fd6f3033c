import { Module, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.js';
import { ORDERS_SCHEMA } from './orders.schema.js';
import { OrdersRepository } from './orders.repository.js';

/** The orders in the database. */
@Module({
  providers: [OrdersRepository],
  exports: [OrdersRepository],
})
export class OrdersDataModule implements OnModuleInit {
  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    await this.database.query(ORDERS_SCHEMA);
  }
}
