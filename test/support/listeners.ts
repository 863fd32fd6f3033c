import { Injectable } from '@nestjs/common';
import {
  OnNewPay,
  type NewPayRefundEvent,
  type NewPayEvent,
  type NewPayFailedEvent,
  type NewPayPaidEvent,
} from '../../lib/index.js';

/** Records what the host hears, and fails or waits on demand. */
@Injectable()
export class PaymentListener {
  readonly receivedEvents: [name: string, event: NewPayEvent][] = [];
  before: (event: NewPayEvent) => unknown = () => undefined;

  @OnNewPay('paid')
  async onPaid(event: NewPayPaidEvent): Promise<void> {
    await this.before(event);
    this.receivedEvents.push(['paid', event]);
  }

  @OnNewPay('failed')
  async onFailed(event: NewPayFailedEvent): Promise<void> {
    await this.before(event);
    this.receivedEvents.push(['failed', event]);
  }

  @OnNewPay('refunded')
  async onRefunded(event: NewPayRefundEvent): Promise<void> {
    await this.before(event);
    this.receivedEvents.push(['refunded', event]);
  }

  @OnNewPay('refund-failed')
  async onRefundFailed(event: NewPayRefundEvent): Promise<void> {
    await this.before(event);
    this.receivedEvents.push(['refund-failed', event]);
  }

  get names(): string[] {
    return this.receivedEvents.map(([name]) => name);
  }
}
