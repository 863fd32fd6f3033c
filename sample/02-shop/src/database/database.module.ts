import { Global, Module } from '@nestjs/common';
import { shopConfig } from '../config/shop.config.js';
import { Database } from './database.js';
import { openDatabase } from './open-database.js';

@Global()
@Module({
  providers: [{ provide: Database, useFactory: openDatabase, inject: [shopConfig.KEY] }],
  exports: [Database],
})
export class DatabaseModule {}
