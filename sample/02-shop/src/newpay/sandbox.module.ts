import { Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigService, type ConfigType } from '@nestjs/config';
import { newPayConfig } from 'nestjs-newpay';
import { NewPaySandbox } from 'nestjs-newpay/sandbox';
import { OrdersDataModule } from '../orders/orders-data.module.js';
import { OrdersRepository } from '../orders/orders.repository.js';
import { NewPayAccount } from './newpay-account.js';

/** Starts a NewPay sandbox beside the shop if no credentials are configured. */
@Module({
  imports: [OrdersDataModule],
  providers: [
    { provide: NewPaySandbox, useFactory: startSandbox, inject: [ConfigService] },
    { provide: NewPayAccount, useFactory: accountOf, inject: [newPayConfig.KEY, NewPaySandbox] },
  ],
  exports: [NewPayAccount, NewPaySandbox],
})
export class SandboxModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly account: NewPayAccount,
    private readonly sandbox?: NewPaySandbox,
  ) {}

  /** Fails the unpaid orders of the last run: they are still in the database, but their sandbox is gone. */
  async onApplicationBootstrap(): Promise<void> {
    const unpaid = this.sandbox ? await this.orders.listPending() : [];
    for (const { orderNo } of unpaid.filter((order) => !this.account.knows(order))) {
      await this.orders.update({ orderNo, status: ['pending'] }, { status: 'failed', note: GONE });
    }
  }

  /** The shop's HTTP server is closed by now: callbacks can no longer be delivered to it. */
  async onApplicationShutdown(): Promise<void> {
    await this.sandbox?.stop();
  }
}

const GONE =
  'The shop was started again before this order was paid. The sandbox that stands for NewPay keeps its ' +
  'orders in memory and starts empty, so that this order can no longer be paid. Please order again.';

async function startSandbox(config: ConfigService): Promise<NewPaySandbox | undefined> {
  if (config.get<string>('NEWPAY_APP_ID')) {
    return undefined;
  }
  return NewPaySandbox.start();
}

function accountOf(
  merchant: ConfigType<typeof newPayConfig>,
  sandbox?: NewPaySandbox,
): NewPayAccount {
  const { appId, baseUrl = '' } = sandbox?.credentials ?? merchant;
  // NewPay itself has an https URL.
  return new NewPayAccount(appId, baseUrl.startsWith('http:') ? baseUrl : undefined);
}
