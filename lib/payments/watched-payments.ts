import type { EventPublisher } from '../events/event-publisher.js';
import type { NewPayApi } from '../events/newpay-event.js';
import type { NewPayCallOptions } from '../gateway/call-options.js';
import type { Watch, WatchAnswer, WatchedSubject, WatchTarget } from '../watch/watch.interface.js';
import type { FinalStatus } from './final-status.js';

/** What `WatchedPayments` needs of its registration. */
export interface WatchedPaymentsParts {
  readonly api: NewPayApi;
  /** Queries a payment, and publishes its event if its status is final. */
  readonly reconcile: (
    orderNo: string,
    options: NewPayCallOptions,
  ) => Promise<{
    readonly status: FinalStatus | 'processing';
    readonly raw: Readonly<Record<string, string>>;
  }>;
  readonly events: EventPublisher;
  readonly appId: string;
  readonly merchant: string | undefined;
}

/** Asks for the payments of orders of one version of the API that are watched. */
export class WatchedPayments implements WatchTarget {
  constructor(private readonly parts: WatchedPaymentsParts) {}

  isFor({ api, refundOrderNo }: WatchedSubject): boolean {
    return api === this.parts.api && refundOrderNo === undefined;
  }

  async known({ orderNo }: WatchedSubject): Promise<WatchAnswer['status']> {
    const { api, appId, merchant, events } = this.parts;
    const event = { api, orderNo, merchant, raw: { appId } };
    if (await events.wasHandled({ ...event, name: 'newpay.mismatched' })) {
      return 'final';
    }
    const hasFailed = await events.wasHandled({ ...event, name: 'newpay.failed' });
    return hasFailed ? 'published' : 'processing';
  }

  async ask({ orderNo }: Watch, options: NewPayCallOptions): Promise<WatchAnswer> {
    const { status, raw } = await this.parts.reconcile(orderNo, options);
    return { status: STATUSES[status], raw };
  }
}

// The payer may try again after a failure, and the callback of that payment may be lost.
const STATUSES = {
  paid: 'final',
  failed: 'published',
  expired: 'published',
  processing: 'processing',
} as const;
