import { visibleText } from './escape-invisible.js';

/**
 * The `code` of an error of this package. Codes are stable, messages are not: test the code.
 *
 * @publicApi
 */
export type NewPayErrorCode =
  | 'ERR_NEWPAY_CONFIGURATION'
  | 'ERR_NEWPAY_VALIDATION'
  | 'ERR_NEWPAY_GATEWAY'
  | 'ERR_NEWPAY_SIGNATURE'
  | 'ERR_NEWPAY_TRANSPORT'
  | 'ERR_NEWPAY_UNKNOWN_OUTCOME'
  | 'ERR_NEWPAY_DELIVERY'
  | 'ERR_NEWPAY_RECONCILE';

/**
 * The base class of the errors of this package. `isNewPayError(error)` narrows a caught value to the
 * union of all of them, which `code` discriminates.
 *
 * No message and no property contains key material. Invisible characters in a message (control
 * characters, bidirectional marks, zero-width characters) are escaped as `\u{…}`.
 *
 * @publicApi
 */
export abstract class NewPayError extends Error {
  /** The stable identifier of the kind of error. */
  abstract readonly code: NewPayErrorCode;

  /** Escapes the invisible characters of `message`. */
  constructor(message: string, options?: { cause?: unknown }) {
    // Some messages quote what others sent, and a message is printed in logs and terminals.
    super(visibleText(message), options);
    // Of a subclass that has no text for it, as those of this package have: a build may shorten names of classes.
    this.name = new.target.name;
  }
}
