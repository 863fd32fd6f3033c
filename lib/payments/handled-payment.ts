import type { EventPublisher } from '../events/event-publisher.js';
import type { NewPayApi } from '../events/newpay-event.js';

/** The events of one registration's payments. */
export interface PaymentEvents {
  readonly api: NewPayApi;
  readonly events: EventPublisher;
  readonly appId: string;
  readonly merchant: string | undefined;
}

/** What was handled of an order: its payment, as expected or not; a failure, after which it may still be paid; or nothing. */
export type HandledPayment = 'payment' | 'failure' | 'nothing';

/** @throws {StoreUnavailableError} the store cannot be reached, or its answer is none */
export async function handledOf(
  orderNo: string,
  { api, events, appId, merchant }: PaymentEvents,
): Promise<HandledPayment> {
  const reference = { api, orderNo, merchant, raw: { appId } };
  if (await events.wasHandled({ ...reference, name: 'newpay.mismatched' })) {
    return 'payment';
  }
  const hasFailed = await events.wasHandled({ ...reference, name: 'newpay.failed' });
  return hasFailed ? 'failure' : 'nothing';
}
