import type { NewPayCallOptions } from '../gateway/call-options.js';
import type { Watch, WatchAnswer, WatchedSubject, WatchTarget } from '../watch/watch.interface.js';
import { handledOf, type PaymentEvents } from './handled-payment.js';
import type { FinalStatus } from './payment-result-publisher.js';

interface QueriedPayment extends Pick<WatchAnswer, 'raw'> {
  readonly status: FinalStatus | 'processing';
}

/** What `WatchedPayments` needs of its registration. */
export interface WatchedPaymentsParts<P extends QueriedPayment> extends PaymentEvents {
  /** Queries a payment. */
  readonly query: (orderNo: string, options: NewPayCallOptions) => Promise<P>;
  /** Publishes the event of a payment whose status is final. */
  readonly publish: (payment: P, options: NewPayCallOptions) => Promise<void>;
}

/** Asks for the payments of orders of one version of the API that are watched. */
export class WatchedPayments<P extends QueriedPayment> implements WatchTarget {
  constructor(private readonly parts: WatchedPaymentsParts<P>) {}

  isFor({ api, refundOrderNo }: WatchedSubject): boolean {
    return api === this.parts.api && refundOrderNo === undefined;
  }

  async known({ orderNo }: WatchedSubject): Promise<WatchAnswer['status']> {
    return KNOWN[await handledOf(orderNo, this.parts)];
  }

  async ask({ orderNo }: Watch, options: NewPayCallOptions): Promise<WatchAnswer> {
    const { query, publish } = this.parts;
    const payment = await query(orderNo, options);
    const { status, raw } = payment;
    return status === 'processing'
      ? { status, raw }
      : { status: STATUSES[status], raw, publish: () => publish(payment, options) };
  }
}

// The payer may try again after a failure, and the callback of that payment may be lost.
const STATUSES = {
  paid: 'final',
  failed: 'published',
  expired: 'published',
} as const;

const KNOWN = { payment: 'final', failure: 'published', nothing: 'processing' } as const;
