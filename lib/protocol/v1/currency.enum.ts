/**
 * The currencies of NewPay's API ([protocol 4.1](../../../docs/protocol.md#41-create-payment) and
 * [protocol 6.1](../../../docs/protocol.md#61-unified-order)).
 *
 * @publicApi
 */
export enum Currency {
  /** Lao kip: whole amounts only. */
  LAK = 'LAK',
  /** US dollar: at most two decimals. */
  USD = 'USD',
  /** Chinese yuan: API v2 only; at most two decimals (inferred). */
  CNY = 'CNY',
}

/** The currencies of API v1. */
export const V1_CURRENCIES: readonly Exclude<Currency, Currency.CNY>[] = [
  Currency.LAK,
  Currency.USD,
];
