import { NewPayConfigurationError } from '../errors/index.js';
import type { NewPayModuleAsyncOptions } from './newpay-options.interface.js';

const SOURCES = ['useFactory', 'useClass', 'useExisting'] as const;

const KNOWN: Readonly<Record<keyof NewPayModuleAsyncOptions, true>> = {
  imports: true,
  inject: true,
  provideInjectionTokensFrom: true,
  useFactory: true,
  useClass: true,
  useExisting: true,
  name: true,
  isGlobal: true,
  callback: true,
};

/**
 * Checks what Nest's builder does not: it takes a misspelt key for an extra, in silence.
 *
 * @throws {NewPayConfigurationError} a key is not known, or the options have no or several sources
 */
export function checkAsyncOptions(options: NewPayModuleAsyncOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new NewPayConfigurationError(
      '*',
      'are missing: give forRootAsync() an object with useFactory, useClass or useExisting',
    );
  }
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(KNOWN, key));
  if (unknown !== undefined) {
    throw new NewPayConfigurationError(
      unknown,
      'does not belong in forRootAsync(): options are returned by its factory, and beside it stand name, isGlobal and callback',
    );
  }
  if (SOURCES.filter((source) => options[source] !== undefined).length !== 1) {
    throw new NewPayConfigurationError(
      '*',
      'need one source in forRootAsync(): exactly one of useFactory, useClass and useExisting',
    );
  }
}
