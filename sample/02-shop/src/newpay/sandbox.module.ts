import {
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { NewPaySandbox } from 'nestjs-newpay/sandbox';
import { OrdersDataModule } from '../orders/orders-data.module.js';
import { OrdersRepository } from '../orders/orders.repository.js';

/** Starts a NewPay sandbox beside the shop if no credentials are configured. */
@Module({
  imports: [OrdersDataModule],
  providers: [{ provide: NewPaySandbox, useFactory: startSandbox, inject: [ConfigService] }],
  exports: [NewPaySandbox],
})
export class SandboxModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly sandbox?: NewPaySandbox,
  ) {}

  /** Fails the orders of the last run: they are still in the database, but their sandbox is gone. */
  async onApplicationBootstrap(): Promise<void> {
    const unpaid = this.sandbox ? await this.orders.listWaiting('pending', 0) : [];
    for (const { orderNo } of unpaid) {
      await this.orders.update(
        { orderNo, status: ['pending'] },
        { status: 'failed', note: 'The sandbox that had this order was stopped with the shop.' },
      );
    }
  }

  /** The shop's HTTP server is closed by now: callbacks can no longer be delivered to it. */
  async onApplicationShutdown(): Promise<void> {
    await this.sandbox?.stop();
  }
}

async function startSandbox(config: ConfigService): Promise<NewPaySandbox | undefined> {
  if (config.get<string>('NEWPAY_APP_ID')) {
    return undefined;
  }
  const sandbox = await NewPaySandbox.start();
  new Logger(SandboxModule.name).log(
    `NEWPAY_APP_ID is not set. Orders go to the sandbox ${sandbox.credentials.baseUrl}`,
  );
  return sandbox;
}
