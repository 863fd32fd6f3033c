/**
 * The user of the NewPay app who opened a page of yours in it
 * ([protocol 9.4](../../docs/protocol.md#94-query-user-by-token)).
 *
 * @publicApi
 */
export interface NewPayUser {
  /** NewPay's number of the user, as text. */
  readonly userId: string;
  readonly nickName: string | undefined;
  /** The phone number. */
  readonly userMobile: string | undefined;
  /** Every verified field as text, under NewPay's names. */
  readonly raw: Readonly<Record<string, string>>;
}
