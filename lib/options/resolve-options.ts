import { NewPayConfigurationError } from '../errors/index.js';
import type { NewPayDispatcher } from './newpay-dispatcher.interface.js';
import type { NewPayHooks } from './newpay-hooks.interface.js';
import type { NewPayModuleOptions } from './newpay-options.interface.js';
import { nameOfType, requireAll, requireId, requireMilliseconds } from './option-rules.js';
import { readNamed } from './read-given-options.js';
import { resolveV2 } from './resolve-v2.js';
import { resolveUrls } from './resolve-urls.js';
import { resolveIgnoredFields } from './resolve-ignored-fields.js';
import { resolveHooks } from './resolve-hooks.js';
import { resolveKeys } from './resolve-keys.js';
import { resolveQueue } from './resolve-queue.js';
import { requireMemoryBetweenTimes, resolveWatch } from './resolve-watch.js';
import { resolveReplayProtection } from './resolve-replay-protection.js';
import type { ResolvedNewPayOptions } from './resolved-options.interface.js';
import { MAX_TIMEOUT } from '../user-code/run-user-code.js';

const DEFAULT_TIMEOUT = 10_000;
/** NewPay makes its last delivery of a callback 15 minutes after the first one (protocol 5). */
const DEFAULT_REFUND_SETTLE_TIME = 900_000;
const DEFAULT_LISTENER_TIMEOUT = 120_000;

// Records, so that a missing name is a compile error.
const OPTIONS: Readonly<Record<keyof NewPayModuleOptions, true>> = {
  appId: true,
  merchantId: true,
  privateKey: true,
  platformPublicKey: true,
  publicUrl: true,
  pages: true,
  baseUrl: true,
  insecureBaseUrl: true,
  timeout: true,
  dispatcher: true,
  endpoints: true,
  ignoreFields: true,
  replayWindow: true,
  store: true,
  queue: true,
  retry: true,
  worker: true,
  watch: true,
  queryRate: true,
  expectOrder: true,
  listenerTimeout: true,
  refundSettleTime: true,
  hooks: true,
  v2: true,
};
const HOOKS: Readonly<Record<keyof NewPayHooks, true>> = {
  request: true,
  response: true,
  callback: true,
  published: true,
  duplicate: true,
  unverified: true,
  deadLetter: true,
};

/** The names of the options. */
export const OPTION_NAMES = Object.keys(OPTIONS) as (keyof NewPayModuleOptions)[];

/**
 * Validates the options of a registration, applies defaults and parses the keys. Runs once per
 * registration, and reads each option once, from a plain object or from a class instance.
 *
 * @throws {NewPayConfigurationError} naming the options that are missing, or the one that is
 * invalid
 */
export function resolveOptions(given: NewPayModuleOptions): ResolvedNewPayOptions {
  if (given === undefined || given === null) {
    throw new NewPayConfigurationError('*', 'are missing: the options factory returned nothing');
  }
  const options = readNamed('*', given, OPTION_NAMES) as NewPayModuleOptions;
  requireAll(options);
  const watch = resolveWatch(options);
  const queue = resolveQueue(options);
  const replayProtection = resolveReplayProtection(options);
  requireMemoryBetweenTimes(watch, { ...queue, ...replayProtection });
  return Object.freeze({
    appId: requireId('appId', options.appId),
    merchantId: requireId('merchantId', options.merchantId),
    ...resolveKeys(options),
    ...resolveUrls(options),
    ...queue,
    ...watch,
    ...replayProtection,
    ignoreFields: resolveIgnoredFields(options.ignoreFields),
    v2: resolveV2(options),
    timeout: resolveTimeout('timeout', options.timeout, DEFAULT_TIMEOUT),
    dispatcher: resolveDispatcher(options.dispatcher),
    listenerTimeout: resolveTimeout(
      'listenerTimeout',
      options.listenerTimeout,
      DEFAULT_LISTENER_TIMEOUT,
    ),
    refundSettleTime: resolveRefundSettleTime(options.refundSettleTime),
    expectOrder: resolveExpectOrder(options.expectOrder, given),
    hooks: resolveHooks(
      options.hooks === undefined ? {} : options.hooks,
      Object.keys(HOOKS) as (keyof NewPayHooks)[],
    ),
  });
}

function resolveTimeout(
  option: 'timeout' | 'listenerTimeout',
  given: number | undefined,
  defaultValue: number,
): number {
  return given === undefined
    ? defaultValue
    : requireMilliseconds(option, given, { max: MAX_TIMEOUT, example: defaultValue });
}

function resolveDispatcher(given: NewPayDispatcher | undefined): NewPayDispatcher | undefined {
  const { dispatch } = Object(given) as Partial<NewPayDispatcher>;
  if (given !== undefined && typeof dispatch !== 'function') {
    throw new NewPayConfigurationError(
      'dispatcher',
      `must be a Dispatcher of undici, such as new Agent(), not ${nameOfType(given)}`,
    );
  }
  return given;
}

function resolveRefundSettleTime(
  given: NewPayModuleOptions['refundSettleTime'] = DEFAULT_REFUND_SETTLE_TIME,
): number | false {
  return given === false
    ? false
    : requireMilliseconds('refundSettleTime', given, {
        example: DEFAULT_REFUND_SETTLE_TIME,
        or: ', or false',
      });
}

/** @param owner the options object, on which the function is called */
function resolveExpectOrder(
  expectOrder: NewPayModuleOptions['expectOrder'],
  owner: object,
): NewPayModuleOptions['expectOrder'] {
  if (expectOrder === undefined) {
    return undefined;
  }
  if (typeof expectOrder !== 'function') {
    throw new NewPayConfigurationError(
      'expectOrder',
      `must be a function that takes the order number, not ${nameOfType(expectOrder)}`,
    );
  }
  return expectOrder.bind(owner);
}
