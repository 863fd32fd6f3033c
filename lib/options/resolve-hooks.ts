import { NewPayConfigurationError } from '../errors/index.js';
import type { NewPayHooks } from './newpay-hooks.interface.js';
import { nameOfType } from './option-rules.js';
import { isPlain, noneOf, readNamed } from './read-given-options.js';

/**
 * Validates the hooks: an object of functions, or a class instance with methods of these names.
 * They are returned as they are, because they are called on their own object.
 *
 * @throws {NewPayConfigurationError} a name is unknown, or its value is not a function
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
    throw noneOf('hooks', names);
  }
  return hooks as NewPayHooks;
}
