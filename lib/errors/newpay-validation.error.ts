import { NewPayError } from './newpay.error.js';

/**
 * A field of an input, and the rules that it breaks.
 *
 * @publicApi
 */
export interface NewPayFieldViolation {
  /** The field's name, as NewPay spells it. */
  readonly field: string;
  /** One sentence for each broken rule, with its remedy. */
  readonly messages: readonly string[];
}

/**
 * An input breaks a rule. Nothing was sent to NewPay. All broken rules are listed in `fields`, not only
 * the first.
 *
 * @publicApi
 */
export class NewPayValidationError extends NewPayError {
  /** The name of the class, the same in builds that shorten class names. */
  override name = 'NewPayValidationError';
  override readonly code = 'ERR_NEWPAY_VALIDATION';

  /** The message has every sentence of `fields`. */
  constructor(
    /** The kind of input, such as `order`, for the message. */
    subject: string,
    /** Every field that breaks a rule, in the order of the input's fields. */
    readonly fields: readonly NewPayFieldViolation[],
  ) {
    const rules = fields.flatMap(({ messages }) => messages);
    super(`The ${subject} is not valid: ${rules.join('; ')}`);
  }
}
