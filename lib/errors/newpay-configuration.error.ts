import { NewPayError } from './newpay.error.js';

/**
 * Options of the module are missing or wrong. Thrown while the app boots, never later.
 *
 * @publicApi
 */
export class NewPayConfigurationError extends NewPayError {
  override readonly code = 'ERR_NEWPAY_CONFIGURATION';
  /**
   * The option as it is written in the module's options, such as `privateKey` or `pages.success`; the
   * first one, when there are several; `*` for the options as a whole.
   */
  readonly option: string;
  /** All options that the error is about: several when several are missing. */
  readonly options: readonly string[];

  constructor(
    /** One option, or several. */
    option: string | readonly [string, ...string[]],
    /** What is wrong and what to do about it, a phrase that follows the option's name. */
    problem: string,
    options?: { cause?: unknown },
  ) {
    const names: readonly [string, ...string[]] = typeof option === 'string' ? [option] : option;
    super(`${eventKeyOf(names)} ${problem}`, options);
    [this.option] = names;
    this.options = Object.freeze([...names]);
  }
}

function eventKeyOf(names: readonly string[]): string {
  if (names.length === 1) {
    return names[0] === '*' ? 'The NewPay options' : `NewPay option "${names[0]}"`;
  }
  const quoted = names.map((name) => `"${name}"`);
  return `NewPay options ${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
