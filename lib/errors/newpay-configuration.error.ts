import { NewPayError } from './newpay.error.js';

/**
 * An option of the module is missing or wrong. It is thrown while the app starts, or by
 * `NewPaySignature.explain`. Some calls throw it later, before they send anything: `queryUser`, `transfer` and
 * `queryTransfer`, when their path is missing in the option `endpoints`; `redeliver` and `watch`, when the
 * option `queue` is missing.
 *
 * @publicApi
 */
export class NewPayConfigurationError extends NewPayError {
  /** The name of the class, the same in builds that shorten class names. */
  override name = 'NewPayConfigurationError';
  override readonly code = 'ERR_NEWPAY_CONFIGURATION';
  /**
   * The name of the option, such as `privateKey` or `pages.success`. The first one when there are
   * several; `*` for the options as a whole.
   */
  readonly option: string;
  /** The names of all options that the error is about. */
  readonly options: readonly string[];

  /** The message is the name of the option, or of several, and `problem`. `options` can have a `cause`. */
  constructor(
    /** The name of the option, or of several. */
    option: string | readonly [string, ...string[]],
    /** The problem and its remedy: a phrase that follows the option's name in the message. */
    problem: string,
    options?: { cause?: unknown },
  ) {
    const names: readonly [string, ...string[]] = typeof option === 'string' ? [option] : option;
    super(`${subjectOf(names)} ${problem}`, options);
    [this.option] = names;
    this.options = Object.freeze([...names]);
  }
}

function subjectOf(names: readonly string[]): string {
  if (names.length === 1) {
    return names[0] === '*' ? 'The NewPay options' : `NewPay option "${names[0]}"`;
  }
  const quoted = names.map((name) => `"${name}"`);
  return `NewPay options ${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
