import { Injectable } from '@nestjs/common';
import { isSumAbove, largerAmount, significantDecimals } from '../protocol/decimal-amount.js';
import type { NewPayPaymentStatus, NewPayRefundStatus } from '../protocol/v1/status-codes.js';
import { Currency } from '../protocol/v1/currency.enum.js';
import { NewPayValidationError } from '../errors/index.js';
import { RefundCalls, type RefundReservation } from './refund-calls.js';

/** How many orders are remembered; the one queried longest ago makes room. */
const MAX_ORDERS = 10_000;

interface Account {
  readonly orderAmt: string;
  readonly currency: Currency;
  /** The calls that gave back, or may have given back, by the number of the refund. */
  readonly refunds: Map<string, RefundCalls>;
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

const NOTHING_RESERVED: RefundReservation = { release: () => undefined, keep: () => undefined };

/**
 * What this process knows of the amounts that may still go back: an order's amount as last queried,
 * less the refunds sent since. NewPay has the last word; this stops what can be known to be too much
 * before it is sent.
 */
@Injectable()
export class RefundAllowance {
  readonly #accounts = new Map<string, Account>();

  /** Remembers the amount and the currency of a paid order that was queried. */
  recordPayment({ status, orderNo, orderAmt, currency }: KnownPayment): void {
    if (status !== 'paid') {
      return;
    }
    const refunds = this.#accounts.get(orderNo)?.refunds ?? new Map<string, RefundCalls>();
    this.#accounts.delete(orderNo);
    this.#accounts.set(orderNo, { orderAmt, currency, refunds });
    for (const oldest of this.#accounts.keys()) {
      if (this.#accounts.size <= MAX_ORDERS) {
        return;
      }
      this.#accounts.delete(oldest);
    }
  }

  /** The currency of an order that was queried. */
  currencyOf(orderNo: string): Currency | undefined {
    return this.#accounts.get(orderNo)?.currency;
  }

  /** Releases the amount of a refund that has finally failed, so that it may be refunded again. */
  release({ status, orderNo, refundOrderNo }: KnownRefund): void {
    if (status === 'failed') {
      this.#accounts.get(orderNo)?.refunds.get(refundOrderNo)?.fail();
    }
  }

  /**
   * Sets the amount of a refund aside before it is sent. A refund that is sent again under its number
   * counts once, with the largest amount of its calls: NewPay knows a repeat by it.
   *
   * @throws {NewPayValidationError} with the other refunds it would exceed the order's amount, or it
   * has decimals that the order's currency does not
   */
  reserve({ orderNo, refundOrderNo, refundOrderAmt }: PlannedRefund): RefundReservation {
    const account = this.#accounts.get(orderNo);
    if (!account) {
      return NOTHING_RESERVED;
    }
    const { refunds, orderAmt, currency } = account;
    if (currency === Currency.LAK && significantDecimals(refundOrderAmt) > 0) {
      throw invalidRefundAmount('refundOrderAmt must be whole for LAK, the currency of the order');
    }
    const calls = refunds.get(refundOrderNo) ?? new RefundCalls();
    const others = [...refunds]
      .filter(([number]) => number !== refundOrderNo)
      .map(([, other]) => other.amount)
      .filter((amount) => amount !== undefined);
    const before = calls.amount;
    const own = before === undefined ? refundOrderAmt : largerAmount(before, refundOrderAmt);
    if (isSumAbove([...others, own], orderAmt)) {
      throw invalidRefundAmount(
        `refundOrderAmt is more than what is left of the order: it was ${orderAmt} when last queried, and ${others.length} refunds were sent`,
      );
    }
    refunds.set(refundOrderNo, calls);
    return calls.reserve(refundOrderAmt);
  }
}

function invalidRefundAmount(message: string): NewPayValidationError {
  return new NewPayValidationError('refund', [{ field: 'refundOrderAmt', messages: [message] }]);
}
