/** What is known of a registration since its declaration, before its options are. */
export interface NewPayRegistration {
  /** `undefined` for the unnamed one. */
  readonly name: string | undefined;
  /** Below the global prefix; `undefined` when there is no controller. */
  readonly callbackPath: string | undefined;
  /** How large the body of a callback may be. */
  readonly maxBytes: number;
}
