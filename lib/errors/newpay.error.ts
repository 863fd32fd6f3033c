import { visibleText } from './visible-text.js';

/** The `code` of each error of this package: stable, to be tested instead of the message. */
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
 * The base of every error of this package.
 *
 * No message and no property of one holds key material. Invisible characters of a message (controls,
 * bidirectional marks, zero width) are written as `\u{…}`.
 *
 * @publicApi
 */
export abstract class NewPayError extends Error {
  /** Stable identifier of the kind of error. */
  abstract readonly code: NewPayErrorCode;

  constructor(message: string, options?: { cause?: unknown }) {
    // What others sent stands in some messages, and whoever logs an error prints its message.
    super(visibleText(message), options);
    this.name = new.target.name;
  }
}
