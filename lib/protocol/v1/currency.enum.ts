/**
 * The currencies of NewPay's v1 API ([protocol 4.1](../../../docs/protocol.md#41-create-payment)).
 *
 * @publicApi
 */
export enum Currency {
  /** Lao kip: whole amounts only. */
  LAK = 'LAK',
  /** US dollar: at most two decimals. */
  USD = 'USD',
}
