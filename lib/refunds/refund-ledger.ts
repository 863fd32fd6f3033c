import { Injectable } from '@nestjs/common';
import { isSumAbove, largerAmount } from '../core/amount/decimal-text.js';
import type { NewPayPaymentStatus, NewPayRefundStatus } from '../core/status/payment-status.js';
import { Currency } from '../dto/currency.enum.js';
import { NewPayValidationError } from '../errors/index.js';

/** How many orders are remembered; the one queried longest ago makes room. */
const MAX_ORDERS = 10_000;

interface Account {
  orderAmt: string;
  currency: Currency;
  /** What was or may have been given back, by the number of the refund. */
  readonly refunds: Map<string, string>;
}

/** What a payment was, as last queried. */
export interface KnownPayment {
  readonly status: NewPayPaymentStatus;
  readonly orderNo: string;
  readonly orderAmt: string;
  readonly currency: Currency;
}

/** What became of a refund. */
export interface KnownRefund {
  readonly status: NewPayRefundStatus;
  readonly orderNo: string;
  readonly refundOrderNo: string;
}

/** A refund that is about to be sent. */
export interface PlannedRefund {
  readonly orderNo: string;
  readonly refundOrderNo: string;
  readonly refundOrderAmt: string;
}

/**
 * What this process knows of the amounts that may still go back: an order's amount as last queried,
 * less the refunds sent since. NewPay has the last word; this stops what can be known to be too much
 * before it is sent.
 */
@Injectable()
export class RefundLedger {
  readonly #accounts = new Map<string, Account>();

  /** Takes note of a payment that was queried. */
  learn({ status, orderNo, orderAmt, currency }: KnownPayment): void {
    if (status !== 'paid') {
      return;
    }
    const refunds = this.#accounts.get(orderNo)?.refunds ?? new Map<string, string>();
    this.#accounts.delete(orderNo);
    this.#accounts.set(orderNo, { orderAmt, currency, refunds });
    for (const oldest of this.#accounts.keys()) {
      if (this.#accounts.size <= MAX_ORDERS) {
        return;
      }
      this.#accounts.delete(oldest);
    }
  }

  /**
   * Takes note of a refund whose callback has come: the amount of a failed one may go back again. A
   * query alone does not say so, because its code for a failure may stand for a refund under way
   * (protocol 10.5).
   */
  settle({ status, orderNo, refundOrderNo }: KnownRefund): void {
    if (status === 'failed') {
      this.#accounts.get(orderNo)?.refunds.delete(refundOrderNo);
    }
  }

  /**
   * Sets the amount of a refund aside before it is sent. A refund sent again under its number counts
   * once: NewPay knows a repeat by it.
   *
   * @returns takes the reservation back, for a refund that certainly had no effect
   * @throws {NewPayValidationError} with the refunds before, it would exceed the order's amount, or
   * has decimals that the order's currency does not
   */
  reserve({ orderNo, refundOrderNo, refundOrderAmt }: PlannedRefund): () => void {
    const account = this.#accounts.get(orderNo);
    if (!account) {
      return () => undefined;
    }
    const { refunds, orderAmt, currency } = account;
    if (currency === Currency.LAK && refundOrderAmt.includes('.')) {
      throw tooMuch('refundOrderAmt must be whole for LAK, the currency of the order');
    }
    const before = refunds.get(refundOrderNo);
    const amount = before === undefined ? refundOrderAmt : largerAmount(before, refundOrderAmt);
    const others = [...refunds].filter(([number]) => number !== refundOrderNo);
    if (isSumAbove([...others.map(([, other]) => other), amount], orderAmt)) {
      throw tooMuch(
        `refundOrderAmt is more than what is left of the order: it was ${orderAmt} when last queried, and ${others.length} refunds were sent`,
      );
    }
    refunds.set(refundOrderNo, amount);
    return () => {
      if (before === undefined) {
        refunds.delete(refundOrderNo);
      } else {
        refunds.set(refundOrderNo, before);
      }
    };
  }
}

function tooMuch(message: string): NewPayValidationError {
  return new NewPayValidationError('refund', [{ field: 'refundOrderAmt', messages: [message] }]);
}
