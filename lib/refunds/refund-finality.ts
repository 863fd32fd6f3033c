import { Inject, Injectable } from '@nestjs/common';
import type { NewPayRefundStatus } from '../protocol/v1/status-codes.js';
import { NEWPAY_CLOCK, NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import type { RefundOptions } from '../options/resolved-options.interface.js';
import { ExpiringMap } from '../store/expiring-map.js';

/** How many refunds are remembered. The refund that was used longest ago is dropped first. */
const MAX_REFUNDS = 10_000;

/**
 * How old a callback must be before a failure that the query returns is final, in milliseconds: the callback
 * may be faster than the data behind the query (inferred). NewPay delivers again after five minutes.
 */
const CALLBACK_SETTLE_TIME = 60_000;

/** How far NewPay's clock may be behind this one, in milliseconds. */
const CLOCK_SKEW = 60_000;

interface KnownTimes {
  /** When this process last sent the refund. */
  sentAt?: number;
  /** When this process first received its failure. */
  heardAt?: number;
  /** When its callback came, by NewPay's clock or by this one, whichever is earlier. */
  calledBackAt?: number;
}

/**
 * Decides when the failure of a refund is final. NewPay's pages list the codes 1 and 0 for a refund, and no
 * code for a refund in progress, although its result comes later, by a callback (protocol 10.5). So 0 can
 * mean either. Taken for a failure too early, it would invite a second refund.
 */
@Injectable()
export class RefundFinality {
  readonly #times = new ExpiringMap<KnownTimes>();
  #hasProcessingCode = false;

  constructor(
    @Inject(NEWPAY_OPTIONS) private readonly options: RefundOptions,
    @Inject(NEWPAY_CLOCK) private readonly now: () => number,
  ) {}

  /** A refund is about to be sent, for the first time or again. */
  sent(refundOrderNo: string): void {
    this.#remember(refundOrderNo, { sentAt: this.now() });
  }

  /** A query of another process has returned a failure, at `at` for the first time. */
  sawFailure(refundOrderNo: string, at: number): void {
    const times = this.#times.get(refundOrderNo) ?? {};
    this.#remember(refundOrderNo, { ...times, heardAt: Math.min(times.heardAt ?? at, at) });
  }

  /** A callback of the refund has come, with NewPay's own time of it. */
  calledBack(refundOrderNo: string, occurredAt: Date): void {
    const times = this.#times.get(refundOrderNo) ?? {};
    const at = occurredAt.getTime();
    // A callback from before the refund was sent again belongs to the earlier attempt.
    if (times.sentAt === undefined || at >= times.sentAt - CLOCK_SKEW) {
      const calledBackAt = Math.min(times.calledBackAt ?? this.now(), at);
      this.#remember(refundOrderNo, { ...times, calledBackAt });
    }
  }

  /** NewPay returned its code for a refund in progress. So it has such a code, and 0 is a failure. */
  sawProcessingCode(): void {
    this.#hasProcessingCode = true;
  }

  /** The status of a query as it counts now: a failure that is not final yet is `processing`. */
  read(refundOrderNo: string, status: NewPayRefundStatus): NewPayRefundStatus {
    if (status === 'processing') {
      this.sawProcessingCode();
    }
    return status === 'failed' && !this.#isFailureFinal(refundOrderNo) ? 'processing' : status;
  }

  #isFailureFinal(refundOrderNo: string): boolean {
    const { refundSettleTime } = this.options;
    if (refundSettleTime === false || this.#hasProcessingCode) {
      return true;
    }
    const now = this.now();
    const times = this.#times.get(refundOrderNo) ?? {};
    const heardAt = times.heardAt ?? now;
    this.#remember(refundOrderNo, { ...times, heardAt });
    // The age of a refund that another process sent is not known: it is at least that of its first failure.
    const begin = times.sentAt ?? heardAt;
    return (
      now - begin >= refundSettleTime ||
      (times.calledBackAt !== undefined &&
        now - times.calledBackAt >= Math.min(refundSettleTime, CALLBACK_SETTLE_TIME))
    );
  }

  #remember(refundOrderNo: string, times: KnownTimes): void {
    this.#times.set(refundOrderNo, times);
    const { oldest } = this.#times;
    if (oldest && this.#times.size > MAX_REFUNDS) {
      this.#times.delete(oldest.key);
    }
  }
}
