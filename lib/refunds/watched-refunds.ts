import { NewPayDeliveryError } from '../errors/index.js';
import type { EventPublisher } from '../events/event-publisher.js';
import type { NewPayCallOptions } from '../gateway/call-options.js';
import { refundStatusOfQuery } from '../protocol/v1/status-codes.js';
import type { Watch, WatchAnswer, WatchedSubject, WatchTarget } from '../watch/watch.interface.js';
import type { NewPayRefund } from './newpay-refund.interface.js';
import type { RefundClient } from './refund-client.js';
import type { RefundFinality } from './refund-finality.js';
import type { RefundResultPublisher } from './refund-result-publisher.js';

/** What `WatchedRefunds` needs of its registration. */
export interface WatchedRefundsParts {
  readonly refunds: Pick<RefundClient, 'queryRefund'>;
  readonly finality: RefundFinality;
  readonly publisher: Pick<RefundResultPublisher, 'publishQueried'>;
  readonly events: EventPublisher;
  readonly appId: string;
  readonly merchant: string | undefined;
  readonly now: () => number;
}

/** Asks for refunds that are watched. */
export class WatchedRefunds implements WatchTarget {
  constructor(private readonly parts: WatchedRefundsParts) {}

  isFor({ api, refundOrderNo }: WatchedSubject): boolean {
    return api === 'v1' && refundOrderNo !== undefined;
  }

  async known({ orderNo, refundOrderNo }: WatchedSubject): Promise<WatchAnswer['status']> {
    const { events, merchant, appId } = this.parts;
    const wasHandled = await events.wasHandled({
      name: 'newpay.refund-failed',
      orderNo,
      refundOrderNo,
      merchant,
      raw: { appId },
    });
    return wasHandled ? 'final' : 'processing';
  }

  /**
   * A failure that NewPay returns too early may mean that the refund is processing. The process that
   * runs the next job may be another one, so the watch remembers when the failure was first seen.
   */
  async ask(
    { refundOrderNo = '', failureSeenAt }: Watch,
    options: NewPayCallOptions,
  ): Promise<WatchAnswer> {
    const { refunds, finality, now } = this.parts;
    if (failureSeenAt !== undefined) {
      finality.sawFailure(refundOrderNo, failureSeenAt);
    }
    const refund = await refunds.queryRefund(refundOrderNo, options);
    const { raw } = refund;
    if (refund.status !== 'processing') {
      return { status: 'final', raw, publish: () => this.#publish(refund) };
    }
    const isEarlyFailure = refundStatusOfQuery(raw['tranStatus'] ?? '') === 'failed';
    return {
      status: 'processing',
      raw,
      failureSeenAt: failureSeenAt ?? (isEarlyFailure ? now() : undefined),
    };
  }

  async #publish(refund: NewPayRefund): Promise<void> {
    try {
      await this.parts.publisher.publishQueried(refund);
    } catch (error) {
      throw new NewPayDeliveryError(refund.orderNo, error);
    }
  }
}
