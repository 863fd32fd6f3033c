import { NewPayError } from './newpay.error.js';

/** One field of an input and the rules that it breaks. */
export interface NewPayFieldViolation {
  /** The field's name, as NewPay spells it. */
  readonly field: string;
  /** Each broken rule as a sentence with its remedy. */
  readonly messages: readonly string[];
}

/**
 * An input breaks a rule. Nothing has been sent. Lists every broken rule at once.
 *
 * @publicApi
 */
export class NewPayValidationError extends NewPayError {
  override readonly code = 'ERR_NEWPAY_VALIDATION';

  constructor(
    /** What was being read, such as `order`: the first word of the message. */
    subject: string,
    /** Every field that breaks a rule, in the order of the fields. */
    readonly fields: readonly NewPayFieldViolation[],
  ) {
    const rules = fields.flatMap(({ messages }) => messages);
    super(`The ${subject} is not valid: ${rules.join('; ')}`);
  }
}
