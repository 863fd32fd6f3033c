import { NewPayDeliveryError } from '../errors/index.js';
import type { EventPublisher } from '../events/event-publisher.js';
import type { NewPayCallOptions } from '../gateway/call-options.js';
import type { Watch, WatchAnswer, WatchedSubject, WatchTarget } from '../watch/watch.interface.js';
import type { NewPayV2Refund } from './newpay-v2-refund.interface.js';
import type { V2RefundClient } from './v2-refund-client.js';
import type { V2RefundResultPublisher } from './v2-refund-result-publisher.js';

/** What `V2WatchedRefunds` needs of its registration. */
export interface V2WatchedRefundsParts {
  readonly refunds: Pick<V2RefundClient, 'queryRefund'>;
  readonly publisher: Pick<V2RefundResultPublisher, 'publishQueried'>;
  readonly events: EventPublisher;
  readonly appId: string;
  readonly merchant: string | undefined;
}

/** Asks for refunds of API v2 that are watched. */
export class V2WatchedRefunds implements WatchTarget {
  constructor(private readonly parts: V2WatchedRefundsParts) {}

  isFor({ api, refundOrderNo }: WatchedSubject): boolean {
    return api === 'v2' && refundOrderNo !== undefined;
  }

  async known({ orderNo, refundOrderNo }: WatchedSubject): Promise<WatchAnswer['status']> {
    const { events, merchant, appId } = this.parts;
    const wasHandled = await events.wasHandled({
      name: 'newpay.refund-failed',
      api: 'v2',
      orderNo,
      refundOrderNo,
      merchant,
      raw: { appId },
    });
    return wasHandled ? 'final' : 'processing';
  }

  async ask(
    { orderNo, refundOrderNo = '' }: Watch,
    options: NewPayCallOptions,
  ): Promise<WatchAnswer> {
    const refund = await this.parts.refunds.queryRefund({ refundOrderNo }, options);
    const { status, raw } = refund;
    if (status === 'processing') {
      return { status, raw };
    }
    return { status: 'final', raw, publish: () => this.#publish(orderNo, refund) };
  }

  async #publish(orderNo: string, refund: NewPayV2Refund): Promise<void> {
    try {
      await this.parts.publisher.publishQueried(refund, 'query');
    } catch (error) {
      throw new NewPayDeliveryError(orderNo, error);
    }
  }
}
