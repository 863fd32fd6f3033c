import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';
import { violationsOfCallOptions, type NewPayCallOptions } from '../gateway/call-options.js';
import { MAX_TIMEOUT } from '../user-code/run-user-code.js';

/**
 * The options of `settle` of `NewPayService` and `NewPayV2Service`.
 *
 * @publicApi
 */
export interface NewPaySettleOptions extends NewPayCallOptions {
  /**
   * How long to wait for a final state, in milliseconds: a whole number from 1 to 2147483647. For a page that a
   * browser waits for, use some seconds, such as 5000.
   */
  within: number;
}

/**
 * Reads the options once and checks them.
 *
 * @throws {NewPayValidationError} naming each option that is wrong
 */
export function requireSettleOptions(options: NewPaySettleOptions): NewPaySettleOptions {
  const { within, signal, timeout } = Object(options) as NewPaySettleOptions;
  const violations: NewPayFieldViolation[] = [];
  if (!Number.isInteger(within) || within < 1 || within > MAX_TIMEOUT) {
    const rule = `must be a whole number of milliseconds from 1 to ${MAX_TIMEOUT}, such as 5000`;
    violations.push({ field: 'within', messages: [`within ${rule}`] });
  }
  violations.push(...violationsOfCallOptions(options, { signal, timeout }, ['within']));
  if (violations.length > 0) {
    throw new NewPayValidationError('call', violations);
  }
  return { within, signal, timeout };
}
