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
 * Validates the argument of `forRootAsync()`. Nest's builder would silently treat a misspelt key as
 * an extra.
 *
 * @throws {NewPayConfigurationError} a key is unknown, or there is not exactly one of `useFactory`,
 * `useClass` and `useExisting`
 */
export function checkAsyncOptions(options: NewPayModuleAsyncOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new NewPayConfigurationError(
      '*',
      'are missing: pass forRootAsync() an object with useFactory, useClass or useExisting',
    );
  }
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(KNOWN, key));
  if (unknown !== undefined) {
    throw new NewPayConfigurationError(
      unknown,
      'is not a property of forRootAsync(): the factory returns the options, and only name, isGlobal and callback are set beside it',
    );
  }
  if (SOURCES.filter((source) => options[source] !== undefined).length !== 1) {
    throw new NewPayConfigurationError(
      '*',
      'need exactly one source: pass forRootAsync() one of useFactory, useClass and useExisting',
    );
  }
}
