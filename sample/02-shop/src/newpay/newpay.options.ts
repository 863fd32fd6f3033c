import type { ConfigType } from '@nestjs/config';
import {
  newPayConfig,
  type NewPayExpectedOrder,
  type NewPayModuleAsyncOptions,
  type NewPayModuleOptions,
} from 'nestjs-newpay';
import { PgBossQueue } from 'nestjs-newpay/pg-boss';
import { NewPaySandbox } from 'nestjs-newpay/sandbox';
import { shopConfig, type ShopConfig } from '../config/shop.config.js';
import { OrdersDataModule } from '../orders/orders-data.module.js';
import { OrdersRepository } from '../orders/orders.repository.js';
import { QueueModule } from './queue.module.js';
import { SandboxModule } from './sandbox.module.js';

/** The credentials of the `NEWPAY_…` variables, or those of the sandbox if there are none. */
export const newPayOptions = {
  imports: [SandboxModule, OrdersDataModule, QueueModule],
  inject: [newPayConfig.KEY, shopConfig.KEY, OrdersRepository, PgBossQueue, NewPaySandbox],
  useFactory: (
    merchant: ConfigType<typeof newPayConfig>,
    { publicUrl }: ShopConfig,
    orders: OrdersRepository,
    queue: PgBossQueue,
    sandbox?: NewPaySandbox,
  ): NewPayModuleOptions => ({
    ...(sandbox?.credentials ?? merchant),
    publicUrl,
    queue,
    expectOrder: (orderNo) => expectOrder(orders, orderNo),
  }),
} satisfies NewPayModuleAsyncOptions;

/** A payment with another amount or currency is published as `newpay.mismatched`, not as `newpay.paid`. */
async function expectOrder(
  orders: OrdersRepository,
  orderNo: string,
): Promise<NewPayExpectedOrder | undefined> {
  const order = await orders.find(orderNo);
  return order && { orderAmt: order.price.amount, currency: order.price.currency };
}
