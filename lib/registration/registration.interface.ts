/** The part of a registration that is known when the module is declared, before its options are. */
export interface NewPayRegistration {
  /** `undefined` for the unnamed registration. */
  readonly name: string | undefined;
  /** Below the global prefix; `undefined` with `callback: false`. */
  readonly callbackPath: string | undefined;
  /** The maximum size of a callback's body, in bytes. */
  readonly maxBytes: number;
}
