import type { Currency } from 'nestjs-newpay';

/** An amount as decimal text, as NewPay's messages have it. Never a number: a float cannot hold money. */
export interface Money {
  readonly amount: string;
  readonly currency: Currency;
}
