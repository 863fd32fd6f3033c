import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { CheckoutService } from './checkout.service.js';
import { OrderUpdates } from './order-updates.js';
import { OrdersController } from './orders.controller.js';
import { OrdersRepository } from './orders.repository.js';
import { PaymentListener } from './payment.listener.js';

@Module({
  imports: [CatalogModule],
  controllers: [OrdersController],
  providers: [CheckoutService, OrdersRepository, OrderUpdates, PaymentListener],
})
export class OrdersModule {}
