/**
 * Gives NewPay's numbers, in the shape of its examples (18 and 20 digits, protocol 5.1 and 9.1). They
 * begin with the time in UTC, so that a sandbox that starts anew does not repeat them.
 */
export class OrderNumbers {
  #count = 0;

  next(): { readonly newpayOrderNo: string; readonly tranNo: string } {
    this.#count += 1;
    const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    return {
      newpayOrderNo: time + this.#serial(4),
      tranNo: `0001${time.slice(0, 8)}${this.#serial(8)}`,
    };
  }

  #serial(digits: number): string {
    return String(this.#count % 10 ** digits).padStart(digits, '0');
  }
}
