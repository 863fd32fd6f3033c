import { Module } from '@nestjs/common';
import { SandboxModule } from '../newpay/sandbox.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { ClerkController } from './clerk.controller.js';

@Module({
  imports: [OrdersModule, SandboxModule],
  controllers: [ClerkController],
})
export class ClerkModule {}
