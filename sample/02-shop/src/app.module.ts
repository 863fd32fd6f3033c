import { join } from 'node:path';
import { Module, ValidationPipe } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { newPayConfig, NewPayModule } from 'nestjs-newpay';
import { ApiModule } from './api/api.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { ClerkModule } from './clerk/clerk.module.js';
import { shopConfig } from './config/shop.config.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { newPayOptions } from './newpay/newpay.options.js';
import { OrdersModule } from './orders/orders.module.js';
import { ErrorFilter } from './views/error.filter.js';
import { ViewsModule } from './views/views.module.js';

@Module({
  imports: [
    ConfigModule.forRoot({
      isGlobal: true,
      envFilePath: join(import.meta.dirname, '..', '.env'),
      load: [newPayConfig, shopConfig],
    }),
    EventEmitterModule.forRoot(),
    DatabaseModule,
    NewPayModule.forRootAsync({ ...newPayOptions, isGlobal: true }),
    ViewsModule,
    CatalogModule,
    OrdersModule,
    ClerkModule,
    ApiModule,
    HealthModule,
  ],
  providers: [
    { provide: APP_PIPE, useValue: new ValidationPipe({ transform: true, whitelist: true }) },
    { provide: APP_FILTER, useClass: ErrorFilter },
  ],
})
export class AppModule {}
