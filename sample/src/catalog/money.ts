import type { Currency } from 'nestjs-newpay';

/** An amount as decimal text, as NewPay has it. Never a number: a float cannot hold money. */
export interface Money {
  readonly amount: string;
  readonly currency: Currency;
}

export function isSameMoney(left: Money, right: Money): boolean {
  return left.currency === right.currency && plain(left.amount) === plain(right.amount);
}

/** NewPay may write `50000.00` where the shop wrote `50000`. */
function plain(amount: string): string {
  return amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
}
