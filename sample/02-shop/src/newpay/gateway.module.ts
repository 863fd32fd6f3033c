import { Module } from '@nestjs/common';
import { NewPayService, NewPayV2Service } from 'nestjs-newpay';
import { shopConfig, type ShopConfig } from '../config/shop.config.js';
import { PaymentGateway } from './payment-gateway.js';
import { V1Gateway } from './v1.gateway.js';
import { V2Gateway } from './v2.gateway.js';

/** Payments by the API of the variable `API`. */
@Module({
  providers: [
    {
      provide: PaymentGateway,
      useFactory: ({ api }: ShopConfig, v1: NewPayService, v2: NewPayV2Service) =>
        api === 'v2' ? new V2Gateway(v2) : new V1Gateway(v1),
      inject: [shopConfig.KEY, NewPayService, NewPayV2Service],
    },
  ],
  exports: [PaymentGateway],
})
export class GatewayModule {}
