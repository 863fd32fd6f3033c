import { NewPayConfigurationError } from '../errors/index.js';
import type { NewPayHooks } from './newpay-hooks.interface.js';
import { nameOfType } from './option-checks.js';
import { isPlain, readNamed } from './read-named.js';

/**
 * Checks the hooks: an object of functions, or an instance of a class with methods of their names. They
 * stay on their object, on which they are called.
 *
 * @throws {NewPayConfigurationError} a name is not known, or is no function
 */
export function resolveHooks(hooks: unknown, names: readonly (keyof NewPayHooks)[]): NewPayHooks {
  const read = readNamed('hooks', hooks, names);
  for (const [name, hook] of Object.entries(read)) {
    if (typeof hook !== 'function') {
      throw new NewPayConfigurationError(
        `hooks.${name}`,
        `must be a function, not ${nameOfType(hook)}`,
      );
    }
  }
  if (Object.keys(read).length === 0 && !isPlain(hooks as object)) {
    throw new NewPayConfigurationError(
      'hooks',
      `is an instance that has none of the methods ${names.join(', ')}: are they spelt so?`,
    );
  }
  return hooks as NewPayHooks;
}
