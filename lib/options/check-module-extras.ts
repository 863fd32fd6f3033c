import { NewPayConfigurationError } from '../errors/index.js';
import type { NewPayModuleExtras } from './newpay-options.interface.js';
import { nameOfType } from './option-rules.js';

/** The name of a registration is part of a route, of injection tokens and of the store's keys. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** @throws {NewPayConfigurationError} `name` or `isGlobal` is invalid */
export function checkExtras({ name, isGlobal }: NewPayModuleExtras): void {
  if (name !== undefined) {
    requireName(name);
  }
  if (isGlobal !== undefined && typeof isGlobal !== 'boolean') {
    throw new NewPayConfigurationError(
      'isGlobal',
      `must be true or false, not ${nameOfType(isGlobal)}`,
    );
  }
}

function requireName(name: unknown): void {
  if (typeof name !== 'string') {
    throw new NewPayConfigurationError('name', `must be a string, not ${nameOfType(name)}`);
  }
  if (!NAME.test(name)) {
    throw new NewPayConfigurationError(
      'name',
      'must be 1 to 64 letters (a-z), digits, "_", "-" or ".", and start with a letter or digit. Omit it when the app has one merchant',
    );
  }
}
