import { frozenDate, type NewPayApi } from './newpay-event.js';

/**
 * The last answer to the queries of a watch:
 * - `processing`: NewPay knows the order or the refund, and it has no final state.
 * - `refused`: NewPay refused the query. Most likely it does not know the order: it never arrived, or
 *   NewPay has dropped it (inferred: NewPay documents no codes,
 *   [protocol 11](../../docs/protocol.md#11-unknown)). `gatewayCode` and `gatewayMessage` have its reason.
 * - `unanswered`: no trustworthy answer came.
 *
 * @publicApi
 */
export type NewPayLastStatus = 'processing' | 'refused' | 'unanswered';

/**
 * The fields of a `newpay.unresolved` event, as its constructor takes them.
 *
 * @publicApi
 */
export interface NewPayUnresolvedEventFields {
  /**
   * The merchant's order number; of a refund, that of its payment. Of a refund of API v2 it is NewPay's
   * number of the payment, as that API refunds by no other.
   */
  readonly orderNo: string;
  /** The merchant's refund number when a refund is unresolved; `undefined` for an order. */
  readonly refundOrderNo: string | undefined;
  /** How many times NewPay was asked, without the repetitions after a network error. */
  readonly attempts: number;
  /** The last answer of NewPay. */
  readonly lastStatus: NewPayLastStatus;
  /** NewPay's code when the last query was refused; otherwise `undefined`. */
  readonly gatewayCode: string | undefined;
  /** NewPay's message when the last query was refused; otherwise `undefined`. */
  readonly gatewayMessage: string | undefined;
  /** When the watch began: just before the order or the refund was sent, or when it was asked for. */
  readonly watchedSince: Date;
  /** When NewPay was asked for the last time. */
  readonly occurredAt: Date;
  /** The name of the merchant registration, the option `name`; `undefined` for the unnamed one. */
  readonly merchant: string | undefined;
  /** The version of NewPay's API that the order was made with. */
  readonly api: NewPayApi;
  /** The fields of the last verified answer as text; `appId` is always there. */
  readonly raw: Readonly<Record<string, string>>;
}

/**
 * `newpay.unresolved`: the last time of the option `watch` has passed, and NewPay has given no final state
 * of the order, or of the refund when `refundOrderNo` is set. It is not asked any more. Look at the order
 * in NewPay's console, or call `reconcile` later. A callback that still comes is handled as always.
 *
 * It does not extend `NewPayEvent`: an order that NewPay does not know has no NewPay number and no
 * confirmed amount. Like the other events it is frozen plain data.
 *
 * @publicApi
 */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- the constructor's copy has every field
export class NewPayUnresolvedEvent {
  /** The name under which the app's `EventEmitter2` publishes the event. */
  readonly name = 'newpay.unresolved';
  /** NewPay was asked: there is no callback of this event. */
  readonly source = 'query';

  /** Copies the fields of an event from `fields`, and nothing else that is there. */
  constructor(fields: NewPayUnresolvedEventFields) {
    const copy: NewPayUnresolvedEventFields = {
      orderNo: fields.orderNo,
      refundOrderNo: fields.refundOrderNo,
      attempts: fields.attempts,
      lastStatus: fields.lastStatus,
      gatewayCode: fields.gatewayCode,
      gatewayMessage: fields.gatewayMessage,
      watchedSince: frozenDate(fields.watchedSince),
      occurredAt: frozenDate(fields.occurredAt),
      merchant: fields.merchant,
      api: fields.api,
      raw: Object.freeze({ ...fields.raw }),
    };
    Object.assign(this, copy);
    Object.freeze(this);
  }
}

/** The fields of the event, which its constructor assigns. */
export interface NewPayUnresolvedEvent extends NewPayUnresolvedEventFields {}
