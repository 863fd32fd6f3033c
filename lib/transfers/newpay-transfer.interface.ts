import type { Currency } from '../protocol/v1/currency.enum.js';

/**
 * A transfer that NewPay has accepted, from the verified answer
 * ([protocol 9.2](../../docs/protocol.md#92-transfer-to-user)). NewPay documents no status of a transfer.
 *
 * @publicApi
 */
export interface NewPayTransfer {
  /** NewPay's number of the transfer, for `queryTransfer`. Save it: a transfer has no other number. */
  readonly orderNo: string;
  /** The amount, as decimal text as NewPay prints it. */
  readonly orderAmt: string;
  /** The currency of `orderAmt`: `LAK` or `USD`. */
  readonly currency: Currency;
  /** What the transfer is for, if the answer has it. */
  readonly orderDesc: string | undefined;
  /** NewPay's transaction number, if the answer has one. */
  readonly tranNo: string | undefined;
  /** NewPay's transaction type, if the answer has one. */
  readonly tranAbbr: string | undefined;
  /** The `appId` of the registration. */
  readonly appId: string;
  /** Every verified field as text, under NewPay's names. */
  readonly raw: Readonly<Record<string, string>>;
}

/**
 * A transfer from the verified answer to its query
 * ([protocol 9.3](../../docs/protocol.md#93-query-transfer)).
 *
 * @publicApi
 */
export interface NewPayQueriedTransfer extends NewPayTransfer {
  /** When the money was booked; `undefined` when the answer has no time (see `ignoreFields`). */
  readonly accountTime: Date | undefined;
  /** The phone number of the user, if the answer has it. */
  readonly phoneNo: string | undefined;
}
