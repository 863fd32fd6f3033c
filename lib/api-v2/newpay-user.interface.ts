/**
 * A user of the NewPay app who has opened one of your pages in it
 * ([protocol 9.4](../../docs/protocol.md#94-query-user-by-token)).
 *
 * @publicApi
 */
export interface NewPayUser {
  /** NewPay's number of the user, as text. */
  readonly userId: string;
  /** The user's nickname; `undefined` if the answer does not have it. */
  readonly nickName: string | undefined;
  /** The user's phone number; `undefined` if the answer does not have it. */
  readonly userMobile: string | undefined;
  /** Every verified field as text, under NewPay's names. */
  readonly raw: Readonly<Record<string, string>>;
}
