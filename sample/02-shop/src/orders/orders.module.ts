import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { GatewayModule } from '../newpay/gateway.module.js';
import { QueueModule } from '../newpay/queue.module.js';
import { SandboxModule } from '../newpay/sandbox.module.js';
import { CheckoutService } from './checkout.service.js';
import { OrderUpdates } from './order-updates.js';
import { OrdersController } from './orders.controller.js';
import { OrdersDataModule } from './orders-data.module.js';
import { PaymentCheck } from './payment-check.service.js';
import { PaymentListener } from './payment.listener.js';
import { RefundsService } from './refunds.service.js';

@Module({
  imports: [CatalogModule, GatewayModule, OrdersDataModule, QueueModule, SandboxModule],
  controllers: [OrdersController],
  providers: [CheckoutService, OrderUpdates, PaymentCheck, PaymentListener, RefundsService],
  exports: [CheckoutService, OrdersDataModule, OrderUpdates, RefundsService],
})
export class OrdersModule {}
