import type { NewPaySettlementStatus } from '../protocol/v1/status-codes.js';
import type { Currency } from '../protocol/v1/currency.enum.js';
import type { PayMethod } from '../protocol/v1/pay-method.enum.js';
import { frozenDate } from './frozen-date.js';

/** How the news came: NewPay called, or the app asked. */
export type NewPayEventSource = 'callback' | 'query';

/** What every event about a payment carries. */
export interface NewPayEventFields {
  /** The merchant's own order number. */
  readonly orderNo: string;
  /** NewPay's number of the order. */
  readonly newpayOrderNo: string;
  /** The amount as decimal text, in NewPay's own spelling: `123.00` and `123` are equal. */
  readonly orderAmt: string;
  readonly currency: Currency;
  /** A value of `PayMethod`, or a number that NewPay's pages do not list yet (protocol 10.12). */
  readonly payMethod: PayMethod | number;
  readonly subject: string | undefined;
  /** The merchant's own data, as given with the order. */
  readonly extra: string | undefined;
  /** NewPay's words on the result, such as the reason of a failure. */
  readonly transInfo: string | undefined;
  readonly settlementStatus: NewPaySettlementStatus;
  /** The callback's own time; for a query, when it was asked. */
  readonly occurredAt: Date;
  readonly source: NewPayEventSource;
  /** The name of the registration; `undefined` for the unnamed one. */
  readonly merchant: string | undefined;
  /** Every verified field as text, under NewPay's names. */
  readonly raw: Readonly<Record<string, string>>;
}

/**
 * The base of every event of this package. Events are frozen, and plain data: what JSON, a clone or a
 * queue makes of one is as good as itself.
 */
export abstract class NewPayEvent implements NewPayEventFields {
  /** The name under which the host's `EventEmitter2` publishes it. */
  abstract readonly name: `newpay.${string}`;
  readonly orderNo: string;
  readonly newpayOrderNo: string;
  readonly orderAmt: string;
  readonly currency: Currency;
  readonly payMethod: PayMethod | number;
  readonly subject: string | undefined;
  readonly extra: string | undefined;
  readonly transInfo: string | undefined;
  readonly settlementStatus: NewPaySettlementStatus;
  readonly occurredAt: Date;
  readonly source: NewPayEventSource;
  readonly merchant: string | undefined;
  readonly raw: Readonly<Record<string, string>>;

  constructor(fields: NewPayEventFields) {
    this.orderNo = fields.orderNo;
    this.newpayOrderNo = fields.newpayOrderNo;
    this.orderAmt = fields.orderAmt;
    this.currency = fields.currency;
    this.payMethod = fields.payMethod;
    this.subject = fields.subject;
    this.extra = fields.extra;
    this.transInfo = fields.transInfo;
    this.settlementStatus = fields.settlementStatus;
    this.occurredAt = frozenDate(fields.occurredAt);
    this.source = fields.source;
    this.merchant = fields.merchant;
    this.raw = Object.isFrozen(fields.raw) ? fields.raw : Object.freeze({ ...fields.raw });
  }
}
