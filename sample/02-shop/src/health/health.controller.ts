import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { NewPayHealthIndicator } from 'nestjs-newpay/health';
import { DatabaseHealthIndicator } from './database.health.js';

/** The health check: 200 while the shop can take payments, otherwise 503. */
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
