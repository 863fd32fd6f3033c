import { NewPayConfigurationError } from '../errors/index.js';
import type { NewPayModuleExtras, NewPayModuleOptions } from './newpay-options.interface.js';
import { isPlain, readNamed } from './read-given-options.js';
import { OPTION_NAMES } from './resolve-options.js';

const EXTRAS: readonly (keyof NewPayModuleExtras)[] = ['name', 'isGlobal', 'callback'];

/**
 * Returns the options of `forRoot` as a plain object. Nest's builder copies own properties only,
 * and would lose the getters and methods of a class instance.
 *
 * @throws {NewPayConfigurationError} the options are not an object
 */
export function plainOptions(
  options: NewPayModuleOptions & NewPayModuleExtras,
): NewPayModuleOptions & NewPayModuleExtras {
  if (options === undefined || options === null) {
    throw new NewPayConfigurationError('*', 'are missing: pass them to forRoot()');
  }
  if (typeof options === 'object' && !Array.isArray(options) && isPlain(options)) {
    return options;
  }
  const read: unknown = readNamed('*', options, [...OPTION_NAMES, ...EXTRAS]);
  const plain = read as NewPayModuleOptions & NewPayModuleExtras;
  if (typeof plain.expectOrder === 'function') {
    plain.expectOrder = plain.expectOrder.bind(options);
  }
  return plain;
}
