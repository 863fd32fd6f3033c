/** The account at NewPay, or at the sandbox, that this shop uses. */
export class NewPayAccount {
  constructor(
    readonly appId: string,
    /** The page of the sandbox that shows every order and delivery. NewPay itself has none. */
    readonly consoleUrl: string | undefined,
  ) {}

  /** Whether this account took the payment. A sandbox has another `appId` after each start. */
  knows(order: { readonly appId: string }): boolean {
    return order.appId === this.appId;
  }
}
