import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { newPayConfig, NewPayModule } from 'nestjs-newpay';
import { OrdersController } from './orders.controller.js';
import { OrdersService } from './orders.service.js';
import { PaymentListener } from './payment.listener.js';

@Module({
  imports: [
    ConfigModule.forRoot(),
    EventEmitterModule.forRoot(),
    NewPayModule.forRootAsync(newPayConfig.asProvider()),
  ],
  controllers: [OrdersController],
  providers: [OrdersService, PaymentListener],
})
export class AppModule {}
