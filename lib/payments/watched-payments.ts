import type { EventPublisher } from '../events/event-publisher.js';
import type { NewPayCallOptions } from '../gateway/call-options.js';
import type { Watch, WatchAnswer, WatchedSubject, WatchTarget } from '../watch/watch.interface.js';
import type { PaymentReconciler } from './reconcile-one.js';

/** Asks for the payments of orders that are watched. */
export class WatchedPayments implements WatchTarget {
  constructor(
    private readonly reconciler: Pick<PaymentReconciler, 'reconcile'>,
    private readonly events: EventPublisher,
    private readonly appId: string,
    private readonly merchant: string | undefined,
  ) {}

  isFor({ api, refundOrderNo }: WatchedSubject): boolean {
    return api === 'v1' && refundOrderNo === undefined;
  }

  async known({ orderNo }: WatchedSubject): Promise<WatchAnswer['status']> {
    const { appId, merchant } = this;
    const event = { orderNo, merchant, raw: { appId } };
    if (await this.events.wasHandled({ ...event, name: 'newpay.mismatched' })) {
      return 'final';
    }
    const hasFailed = await this.events.wasHandled({ ...event, name: 'newpay.failed' });
    return hasFailed ? 'published' : 'processing';
  }

  async ask({ orderNo }: Watch, options: NewPayCallOptions): Promise<WatchAnswer> {
    const { status, raw } = await this.reconciler.reconcile(orderNo, options);
    return { status: STATUSES[status], raw };
  }
}

// The payer may try again after a failure, and the callback of that payment may be lost.
const STATUSES = { paid: 'final', failed: 'published', processing: 'processing' } as const;
