import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { NewPayHealthIndicator } from 'nestjs-newpay/health';
import { DatabaseHealthIndicator } from './database.health.js';
import { HealthController } from './health.controller.js';

@Module({
  imports: [TerminusModule],
  controllers: [HealthController],
  providers: [DatabaseHealthIndicator, NewPayHealthIndicator],
})
export class HealthModule {}
