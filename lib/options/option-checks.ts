import { NewPayConfigurationError } from '../errors/index.js';
import type { NewPayModuleOptions } from './newpay-options.interface.js';

/** @throws {NewPayConfigurationError} the option is missing, or no text */
export function requireText(option: keyof NewPayModuleOptions, value: unknown): string {
  requireGiven(option, value);
  if (typeof value !== 'string') {
    throw new NewPayConfigurationError(option, `must be text, not a ${typeof value}`);
  }
  return value;
}

/** @throws {NewPayConfigurationError} the option is missing */
export function requireGiven(option: keyof NewPayModuleOptions, value: unknown): void {
  if (value === undefined || value === null || value === '') {
    const variable = `NEWPAY_${option.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
    throw new NewPayConfigurationError(
      option,
      `is missing: set it in the module's options (with newPayConfig: ${variable})`,
    );
  }
}

/** @throws {NewPayConfigurationError} an object of options is none, or has a name nobody knows */
export function requireNames(option: string, given: unknown, names: readonly string[]): void {
  if (typeof given !== 'object' || given === null) {
    throw new NewPayConfigurationError(option, `must be an object with ${names.join(', ')}`);
  }
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new NewPayConfigurationError(
      option === '*' ? unknown : `${option}.${unknown}`,
      `is not known: the names are ${names.join(', ')}`,
    );
  }
}
