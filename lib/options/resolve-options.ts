import { NewPayConfigurationError } from '../errors/index.js';
import type { NewPayHooks } from '../observability/newpay-hooks.interface.js';
import type { IgnoredFields } from '../messages/message-kind.js';
import type { NewPayModuleOptions } from './newpay-options.interface.js';
import { requireNames, requireText } from './option-checks.js';
import { resolveAddresses, type ResolvedAddresses } from './resolve-addresses.js';
import { resolveIgnoredFields } from './resolve-ignored-fields.js';
import { resolveKeys, type ResolvedKeys } from './resolve-keys.js';
import { resolveMemory, type ResolvedMemory } from './resolve-memory.js';

const DEFAULT_TIMEOUT = 10_000;
const DEFAULT_LISTENER_TIMEOUT = 120_000;
/** The longest delay that a timer of Node takes, in milliseconds. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/** The options with defaults applied, checked, and their keys parsed. */
export interface ResolvedNewPayOptions extends ResolvedKeys, ResolvedAddresses, ResolvedMemory {
  readonly appId: string;
  readonly merchantId: string;
  readonly ignoreFields: IgnoredFields;
  /** In milliseconds. */
  readonly timeout: number;
  /** In milliseconds. */
  readonly listenerTimeout: number;
  readonly expectOrder: NewPayModuleOptions['expectOrder'];
  readonly hooks: NewPayHooks;
}

// Records, so that the compiler tells when a name is missing.
const OPTIONS: Readonly<Record<keyof NewPayModuleOptions, true>> = {
  appId: true,
  merchantId: true,
  privateKey: true,
  platformPublicKey: true,
  publicUrl: true,
  pages: true,
  baseUrl: true,
  timeout: true,
  endpoints: true,
  ignoreFields: true,
  replayWindow: true,
  store: true,
  expectOrder: true,
  listenerTimeout: true,
  hooks: true,
};
const HOOKS: Readonly<Record<keyof NewPayHooks, true>> = {
  request: true,
  response: true,
  callback: true,
  published: true,
  duplicate: true,
};

/**
 * Checks the options of a registration and parses their keys: the one time that this happens.
 *
 * @throws {NewPayConfigurationError} naming the option that is missing or wrong
 */
export function resolveOptions(options: NewPayModuleOptions): ResolvedNewPayOptions {
  if (typeof options !== 'object' || options === null) {
    throw new NewPayConfigurationError('*', 'are missing: the factory returned no object');
  }
  requireNames('*', options, Object.keys(OPTIONS));
  return Object.freeze({
    appId: requireText('appId', options.appId),
    merchantId: requireText('merchantId', options.merchantId),
    ...resolveKeys(options),
    ...resolveAddresses(options),
    ...resolveMemory(options),
    ignoreFields: resolveIgnoredFields(options.ignoreFields),
    timeout: resolveTimeout('timeout', options.timeout, DEFAULT_TIMEOUT),
    listenerTimeout: resolveTimeout(
      'listenerTimeout',
      options.listenerTimeout,
      DEFAULT_LISTENER_TIMEOUT,
    ),
    expectOrder: resolveExpectOrder(options.expectOrder),
    hooks: resolveHooks(options.hooks),
  });
}

function resolveTimeout(
  option: 'timeout' | 'listenerTimeout',
  given: number | undefined,
  usual: number,
): number {
  const timeout = given ?? usual;
  if (!Number.isInteger(timeout) || timeout < 1 || timeout > MAX_TIMEOUT) {
    throw new NewPayConfigurationError(
      option,
      `must be a whole number of milliseconds from 1 to ${MAX_TIMEOUT}, such as ${usual}`,
    );
  }
  return timeout;
}

function resolveExpectOrder(
  expectOrder: NewPayModuleOptions['expectOrder'],
): NewPayModuleOptions['expectOrder'] {
  if (expectOrder !== undefined && typeof expectOrder !== 'function') {
    throw new NewPayConfigurationError('expectOrder', 'must be a function of the order number');
  }
  return expectOrder;
}

function resolveHooks(hooks: NewPayHooks = {}): NewPayHooks {
  requireNames('hooks', hooks, Object.keys(HOOKS));
  return hooks;
}
