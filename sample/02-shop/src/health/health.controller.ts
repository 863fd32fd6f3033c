import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { NewPayHealthIndicator } from 'nestjs-newpay/health';
import { DatabaseHealthIndicator } from './database.health.js';

/** For what watches the shop: 200 while it can take payments, else 503. JSON either way. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: DatabaseHealthIndicator,
    private readonly newPay: NewPayHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.database.isHealthy('database'),
      () => this.newPay.isHealthy('newpay'),
    ]);
  }
}
