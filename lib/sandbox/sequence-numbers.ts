/** NewPay's numbers of an order or refund. */
export interface GivenNumbers {
  /** 18 digits. */
  readonly newpayNo: string;
  /** 20 digits. */
  readonly tranNo: string;
}

/**
 * Generates numbers in the format of NewPay's examples (18 and 20 digits, protocol 5.1 and 9.1).
 * They contain the time in UTC, so that a restarted sandbox does not repeat them.
 */
export class SequenceNumbers {
  #count = 0;

  next(): GivenNumbers {
    this.#count += 1;
    const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    return {
      newpayNo: time + this.#serial(4),
      tranNo: `0001${time.slice(0, 8)}${this.#serial(8)}`,
    };
  }

  #serial(digits: number): string {
    return String(this.#count % 10 ** digits).padStart(digits, '0');
  }
}
