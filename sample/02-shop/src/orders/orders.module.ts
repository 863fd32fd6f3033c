import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { SandboxModule } from '../newpay/sandbox.module.js';
import { CheckoutService } from './checkout.service.js';
import { OrderUpdates } from './order-updates.js';
import { OrdersController } from './orders.controller.js';
import { OrdersDataModule } from './orders-data.module.js';
import { PaymentListener } from './payment.listener.js';
import { ReconciliationService } from './reconciliation.service.js';
import { RefundsService } from './refunds.service.js';

@Module({
  imports: [CatalogModule, OrdersDataModule, SandboxModule],
  controllers: [OrdersController],
  providers: [
    CheckoutService,
    OrderUpdates,
    PaymentListener,
    ReconciliationService,
    RefundsService,
  ],
  exports: [CheckoutService, OrdersDataModule, OrderUpdates, RefundsService],
})
export class OrdersModule {}
