import { Injectable } from '@nestjs/common';
import { isSumAbove, significantDecimals, sumOf } from '../protocol/decimal-amount.js';
import type { NewPayRefundStatus } from '../protocol/v1/status-codes.js';
import type { NewPayV2PaymentStatus } from '../protocol/v2/status-words.js';
import { Currency } from '../protocol/v1/currency.enum.js';
import { NewPayValidationError } from '../errors/index.js';
import { RefundCalls, type RefundReservation } from './refund-calls.js';

/** How many orders are remembered. The order that was queried longest ago is dropped first. */
const MAX_ORDERS = 10_000;

interface Account {
  readonly orderAmt: string;
  readonly currency: Currency;
  /** The calls that refunded, or may have refunded, by `refundOrderNo`. */
  readonly refunds: Map<string, RefundCalls>;
}

/** A payment as last queried. */
export interface KnownPayment {
  readonly status: NewPayV2PaymentStatus;
  readonly orderNo: string;
  readonly orderAmt: string;
  readonly currency: Currency;
}

/** The status of a refund. */
export interface KnownRefund {
  readonly status: NewPayRefundStatus;
  readonly orderNo: string;
  readonly refundOrderNo: string;
}

/** A refund before it is sent. */
export interface PlannedRefund {
  readonly orderNo: string;
  readonly refundOrderNo: string;
  readonly refundOrderAmt: string;
  /** The currency that the amount is meant in; in v1 none is given. */
  readonly currency?: string;
}

const NOTHING_RESERVED: RefundReservation = { release: () => undefined, keep: () => undefined };

/**
 * The amounts that may still be refunded, as far as this process knows them: an order's amount as last
 * queried, less the refunds sent since. It rejects a refund that is certainly too large before it is
 * sent; NewPay decides on all others.
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

  /** The currency of an order, if it was queried. */
  currencyOf(orderNo: string): Currency | undefined {
    return this.#accounts.get(orderNo)?.currency;
  }

  /** Releases the amount of a refund that has finally failed, so that it may be refunded again. */
  release({ status, orderNo, refundOrderNo }: KnownRefund): void {
    const refunds = this.#accounts.get(orderNo)?.refunds;
    if (status === 'failed' && refunds) {
      refunds.get(refundOrderNo)?.fail();
      forgetIfEmpty(refunds, refundOrderNo);
    }
  }

  /**
   * Reserves the amount of a refund before it is sent. A refund that is sent again under the same
   * `refundOrderNo` counts once, with the largest amount of its calls: NewPay recognises it by its number.
   *
   * @throws {NewPayValidationError} together with the other refunds it exceeds the order's amount, it is meant in
   * another currency, or it has decimals that the order's currency does not have
   */
  reserve({
    orderNo,
    refundOrderNo,
    refundOrderAmt,
    currency: meant,
  }: PlannedRefund): RefundReservation {
    const account = this.#accounts.get(orderNo);
    if (!account) {
      return NOTHING_RESERVED;
    }
    const { refunds, orderAmt, currency } = account;
    const ofOrder: string = currency;
    if (meant !== undefined && meant !== ofOrder) {
      // NewPay is not told the currency: it would refund the number in that of the order.
      const messages = [`currency must be ${ofOrder}, the currency of the order`];
      throw new NewPayValidationError('refund', [{ field: 'currency', messages }]);
    }
    if (currency === Currency.LAK && significantDecimals(refundOrderAmt) > 0) {
      throw invalidRefundAmount('refundOrderAmt must be whole for LAK, the currency of the order');
    }
    const calls = refunds.get(refundOrderNo) ?? new RefundCalls();
    const others = [...refunds]
      .filter(([number]) => number !== refundOrderNo)
      .map(([, other]) => other.amount)
      .filter((amount) => amount !== undefined);
    // A larger amount of an earlier call of this refund was found to be small enough then.
    if (isSumAbove([...others, refundOrderAmt], orderAmt)) {
      throw invalidRefundAmount(
        `refundOrderAmt exceeds the refundable amount: order ${orderAmt}, already refunded or pending ${sumOf(others)}`,
      );
    }
    refunds.set(refundOrderNo, calls);
    const reservation = calls.reserve(refundOrderAmt);
    return {
      release: () => {
        reservation.release();
        forgetIfEmpty(refunds, refundOrderNo);
      },
      keep: () => reservation.keep(),
    };
  }
}

/** An app may try again under a new number for as long as NewPay refuses. */
function forgetIfEmpty(refunds: Account['refunds'], refundOrderNo: string): void {
  if (refunds.get(refundOrderNo)?.amount === undefined) {
    refunds.delete(refundOrderNo);
  }
}

function invalidRefundAmount(message: string): NewPayValidationError {
  return new NewPayValidationError('refund', [{ field: 'refundOrderAmt', messages: [message] }]);
}
