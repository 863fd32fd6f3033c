import {
  NewPayDuplicateEvent,
  NewPayFailedEvent,
  NewPayMismatchedEvent,
  NewPayPaidEvent,
  NewPayRefundedEvent,
  NewPayRefundFailedEvent,
  NewPayUnresolvedEvent,
  type NewPayEventFields,
  type NewPayFailureReason,
  type NewPayRefundEventFields,
  type NewPayUnresolvedEventFields,
} from '../events/index.js';
import type { NewPayExpectedOrder } from '../options/newpay-options.interface.js';
import { Currency } from '../protocol/v1/currency.enum.js';
import { PayMethod } from '../protocol/v1/pay-method.enum.js';

const AMOUNT = '50000';

/**
 * The fields that `failedEvent` takes; each has a default.
 *
 * @publicApi
 */
export interface NewPayFailedEventInput extends Partial<NewPayEventFields> {
  /**
   * Why there is no payment.
   * @default 'failed'
   */
  readonly reason?: NewPayFailureReason;
}

/**
 * The fields that `mismatchedEvent` takes; each has a default.
 *
 * @publicApi
 */
export interface NewPayMismatchedEventInput extends Partial<NewPayEventFields> {
  /**
   * What `expectOrder` returned; `undefined` for an order that it does not know.
   * @default { orderAmt: '60000', currency: 'LAK' }
   */
  readonly expected?: NewPayExpectedOrder | undefined;
}

/**
 * The fields that `duplicateEvent` takes; each has a default.
 *
 * @publicApi
 */
export interface NewPayDuplicateEventInput extends Partial<NewPayEventFields> {
  /**
   * NewPay's number of the payment that was handled first.
   * @default 'NP' + orderNo
   */
  readonly handledNewpayOrderNo?: string;
  /**
   * The amount of the payment that was handled first; `undefined` when the store does not know it.
   * @default '50000'
   */
  readonly handledOrderAmt?: string | undefined;
}

/**
 * The fields that `refundedEvent` and `refundFailedEvent` take; each has a default.
 *
 * @publicApi
 */
export interface NewPayRefundEventInput extends Partial<NewPayRefundEventFields> {
  /**
   * The amount of the refund as decimal text.
   * @default '50000'
   */
  readonly refundAmt?: string;
}

/**
 * Makes a `newpay.paid` event for a test of a listener. `PostgresCallbackStore.once` accepts it.
 *
 * Fields that you leave out: `orderNo` is `'A1001'`, `newpayOrderNo` is `'NP'` and `orderNo`, `orderAmt` is
 * `'50000'`, `currency` is `LAK`, `payMethod` is `PayMethod.NewPay`, `settlementStatus` is `'not-settled'`,
 * `occurredAt` is now, `source` is `'callback'`, `api` is `'v1'`, `verified` is `true`. `subject`, `extra`,
 * `transInfo` and `merchant` are `undefined`. `raw` has `appId` (`'test-app'`) and `orderNo`, and what you give.
 *
 * @example
 * await listener.onPaid(paidEvent({ orderNo: 'A1', orderAmt: '123.00' }));
 *
 * @publicApi
 */
export function paidEvent(fields: Partial<NewPayEventFields> = {}): NewPayPaidEvent {
  return new NewPayPaidEvent(paymentFields(fields));
}

/**
 * Makes a `newpay.failed` event for a test of a listener. Fields that you leave out: `reason` is `'failed'`,
 * `newpayOrderNo` is `'NP'` and `orderNo`, `orderNo` is `'A1001'`, `orderAmt` is `'50000'`, `currency` is `LAK`,
 * `payMethod` is `PayMethod.NewPay`, `settlementStatus` is `'not-settled'`, `occurredAt` is now, `source` is
 * `'callback'`, `api` is `'v1'`, `verified` is `true`; `subject`, `extra`, `transInfo` and `merchant` are
 * `undefined`; `raw` has `appId` (`'test-app'`) and `orderNo`, and what you give.
 *
 * @publicApi
 */
export function failedEvent({ reason, ...fields }: NewPayFailedEventInput = {}): NewPayFailedEvent {
  return new NewPayFailedEvent(paymentFields(fields), reason);
}

/**
 * Makes a `newpay.mismatched` event for a test of a listener. NewPay has 50000 LAK, and `expected` is 60000 LAK; give
 * `expected: undefined` for an order that `expectOrder` does not know. Other fields that you leave out:
 * `newpayOrderNo` is `'NP'` and `orderNo`, `orderNo` is `'A1001'`, `orderAmt` is `'50000'`, `currency` is `LAK`,
 * `payMethod` is `PayMethod.NewPay`, `settlementStatus` is `'not-settled'`, `occurredAt` is now, `source` is
 * `'callback'`, `api` is `'v1'`, `verified` is `true`; `subject`, `extra`, `transInfo` and `merchant` are
 * `undefined`; `raw` has `appId` (`'test-app'`) and `orderNo`, and what you give.
 *
 * @publicApi
 */
export function mismatchedEvent(fields: NewPayMismatchedEventInput = {}): NewPayMismatchedEvent {
  const byDefault = { orderAmt: '60000', currency: Currency.LAK };
  const expected = 'expected' in fields ? fields.expected : byDefault;
  return new NewPayMismatchedEvent(paymentFields(fields), expected);
}

/**
 * Makes a `newpay.duplicate` event for a test of a listener: the order was paid as `'NP'` and `orderNo`, and a second
 * payment came as `newpayOrderNo`, by default `'NP'`, `orderNo` and `-2`. Other fields that you leave out: `orderNo`
 * is `'A1001'`, `orderAmt` is `'50000'`, `currency` is `LAK`, `payMethod` is `PayMethod.NewPay`, `settlementStatus`
 * is `'not-settled'`, `occurredAt` is now, `source` is `'callback'`, `api` is `'v1'`, `verified` is `true`;
 * `subject`, `extra`, `transInfo` and `merchant` are `undefined`; `raw` has `appId` (`'test-app'`) and `orderNo`, and
 * what you give.
 *
 * @publicApi
 */
export function duplicateEvent(fields: NewPayDuplicateEventInput = {}): NewPayDuplicateEvent {
  const first = paymentFields({ orderNo: fields.orderNo }).newpayOrderNo;
  const { handledNewpayOrderNo = first, handledOrderAmt, ...rest } = fields;
  return new NewPayDuplicateEvent(paymentFields({ newpayOrderNo: `${first}-2`, ...rest }), {
    newpayOrderNo: handledNewpayOrderNo,
    orderAmt: 'handledOrderAmt' in fields ? handledOrderAmt : AMOUNT,
  });
}

/**
 * Makes a `newpay.refunded` event for a test of a listener. `PostgresCallbackStore.once` accepts it. `refundAmt` is
 * `'50000'`, `refundOrderNo` is `orderNo` and `-R1`, `newpayRefundOrderNo` is `'NP'` and `refundOrderNo`,
 * `newpayOrderNo` is `'NP'` and `orderNo`. Other fields that you leave out: `orderNo` is `'A1001'`, `orderAmt` is
 * `'50000'`, `currency` is `LAK`, `payMethod` is `PayMethod.NewPay`, `settlementStatus` is `'not-settled'`,
 * `occurredAt` is now, `source` is `'callback'`, `api` is `'v1'`, `verified` is `true`; `subject`, `extra`,
 * `transInfo` and `merchant` are `undefined`; `raw` has `appId` (`'test-app'`) and `orderNo`, and what you give.
 *
 * @example
 * await listener.onRefunded(refundedEvent({ orderNo: 'A1', refundAmt: '10000' }));
 *
 * @publicApi
 */
export function refundedEvent(fields: NewPayRefundEventInput = {}): NewPayRefundedEvent {
  return new NewPayRefundedEvent(refundFields(fields));
}

/**
 * Makes a `newpay.refund-failed` event for a test of a listener. `refundAmt` is `'50000'`, `refundOrderNo` is
 * `orderNo` and `-R1`, `newpayRefundOrderNo` is `'NP'` and `refundOrderNo`, `newpayOrderNo` is `'NP'` and `orderNo`.
 * Other fields that you leave out: `orderNo` is `'A1001'`, `orderAmt` is `'50000'`, `currency` is `LAK`, `payMethod`
 * is `PayMethod.NewPay`, `settlementStatus` is `'not-settled'`, `occurredAt` is now, `source` is `'callback'`, `api`
 * is `'v1'`, `verified` is `true`; `subject`, `extra`, `transInfo` and `merchant` are `undefined`; `raw` has `appId`
 * (`'test-app'`) and `orderNo`, and what you give.
 *
 * @publicApi
 */
export function refundFailedEvent(fields: NewPayRefundEventInput = {}): NewPayRefundFailedEvent {
  return new NewPayRefundFailedEvent(refundFields(fields));
}

/**
 * Makes a `newpay.unresolved` event for a test of a listener. Fields that you leave out: `orderNo` is `'A1001'`,
 * `attempts` is `5`, `lastStatus` is `'processing'`, `watchedSince` is a day ago, `occurredAt` is now, `api` is
 * `'v1'`. `refundOrderNo`, `gatewayCode`, `gatewayMessage` and `merchant` are `undefined`. `raw` has `appId`
 * (`'test-app'`), and what you give.
 *
 * @example
 * await listener.onUnresolved(unresolvedEvent({ orderNo: 'A1', lastStatus: 'refused' }));
 *
 * @publicApi
 */
export function unresolvedEvent(
  fields: Partial<NewPayUnresolvedEventFields> = {},
): NewPayUnresolvedEvent {
  const { occurredAt = new Date() } = fields;
  return new NewPayUnresolvedEvent({
    orderNo: 'A1001',
    refundOrderNo: undefined,
    attempts: 5,
    lastStatus: 'processing',
    gatewayCode: undefined,
    gatewayMessage: undefined,
    watchedSince: new Date(occurredAt.getTime() - 86_400_000),
    merchant: undefined,
    api: 'v1',
    ...fields,
    occurredAt,
    raw: { appId: 'test-app', ...fields.raw },
  });
}

function paymentFields(fields: Partial<NewPayEventFields>): NewPayEventFields {
  const { orderNo = 'A1001' } = fields;
  return {
    newpayOrderNo: `NP${orderNo}`,
    orderAmt: AMOUNT,
    currency: Currency.LAK,
    payMethod: PayMethod.NewPay,
    subject: undefined,
    extra: undefined,
    transInfo: undefined,
    settlementStatus: 'not-settled',
    occurredAt: new Date(),
    source: 'callback',
    merchant: undefined,
    ...fields,
    orderNo,
    raw: { appId: 'test-app', orderNo, ...fields.raw },
  };
}

/** Refund events of the package have no `subject`, `extra` or settlement: their callback has none. */
function refundFields(fields: NewPayRefundEventInput): NewPayRefundEventFields {
  const { refundOrderAmt = AMOUNT, refundAmt = refundOrderAmt, ...rest } = fields;
  const payment = paymentFields({ settlementStatus: 'unknown', orderAmt: refundAmt, ...rest });
  const { refundOrderNo = `${payment.orderNo}-R1` } = fields;
  const { newpayRefundOrderNo = `NP${refundOrderNo}` } = fields;
  return {
    ...payment,
    refundOrderNo,
    newpayRefundOrderNo,
    refundOrderAmt: refundAmt,
    raw: { ...payment.raw, refundOrderNo, ...fields.raw },
  };
}
