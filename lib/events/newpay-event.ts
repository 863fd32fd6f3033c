import type { NewPaySettlementStatus } from '../protocol/v1/status-codes.js';
import type { Currency } from '../protocol/v1/currency.enum.js';
import type { PayMethod } from '../protocol/v1/pay-method.enum.js';
import type { NewPayPaymentFields } from '../protocol/v1/fields.js';
import { frozenDate } from './frozen-date.js';

/** How the news came: NewPay called, or the app asked. */
export type NewPayEventSource = 'callback' | 'query';

/** The fields of every event. */
export interface NewPayEventFields extends NewPayPaymentFields {
  /** The callback's own time; for a query, when it was asked. */
  readonly occurredAt: Date;
  readonly source: NewPayEventSource;
  /** The name of the registration; `undefined` for the unnamed one. */
  readonly merchant: string | undefined;
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
