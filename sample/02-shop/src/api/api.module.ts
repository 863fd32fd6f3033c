import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { OrdersApiController } from './orders-api.controller.js';

@Module({
  imports: [CatalogModule, OrdersModule],
  controllers: [OrdersApiController],
})
export class ApiModule {}
