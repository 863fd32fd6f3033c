/**
 * A user of the NewPay app, found by a phone number
 * ([protocol 9.1](../../docs/protocol.md#91-query-user-by-phone)), from a verified answer. It is personal
 * data.
 *
 * @publicApi
 */
export interface NewPayWalletUser {
  /** The user's account, for the `revFundAccountId` of a transfer. */
  readonly fundAccountId: string;
  /** The user's name; `undefined` if the answer does not have it. */
  readonly userName: string | undefined;
  /** The user's nickname; `undefined` if the answer does not have it. */
  readonly nickName: string | undefined;
  /** The phone number as NewPay has it; `undefined` if the answer does not have it. */
  readonly userMobile: string | undefined;
  /** The address of the user's picture; `undefined` if the answer does not have it. */
  readonly userAvatar: string | undefined;
  /** The user's area, in NewPay's words; `undefined` if the answer does not have it. */
  readonly area: string | undefined;
  /** The `appId` of the registration. */
  readonly appId: string;
  /** Every verified field as text, under NewPay's names. */
  readonly raw: Readonly<Record<string, string>>;
}
