/**
 * The currencies of NewPay's v1 API (protocol 4.1).
 *
 * @publicApi
 */
export enum Currency {
  /** Lao kip: whole amounts only. */
  LAK = 'LAK',
  /** US dollar: at most two decimals. */
  USD = 'USD',
}
