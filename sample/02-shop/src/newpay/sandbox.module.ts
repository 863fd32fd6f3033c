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

/** A NewPay of the shop's own, running while no real one is configured. */
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

  /** The orders outlive the shop, a sandbox beside it does not: nobody can pay those any more. */
  async onApplicationBootstrap(): Promise<void> {
    const unpaid = this.sandbox ? await this.orders.listWaiting('pending', 0) : [];
    for (const { orderNo } of unpaid) {
      await this.orders.update(
        { orderNo, status: ['pending'] },
        { status: 'failed', note: 'The sandbox that had this order was stopped with the shop.' },
      );
    }
  }

  /** By now the shop's own server is closed, so that no callback comes to nobody. */
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
    `No NEWPAY_APP_ID is set: paying in the sandbox ${sandbox.credentials.baseUrl}`,
  );
  return sandbox;
}
