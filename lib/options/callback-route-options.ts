import { constants } from 'node:buffer';
import { quoteName } from '../protocol/json/lossless-json.js';
import { NewPayConfigurationError } from '../errors/index.js';
import { requireNames } from './option-rules.js';
import type { NewPayModuleExtras } from './newpay-options.interface.js';
import { trimSlashes } from '../host/route-path.js';

/** The default of `callback.maxBytes`, in bytes. A callback of NewPay's is about 1 KiB. */
const DEFAULT_MAX_BYTES = 64 * 1024;

/** The validated callback route of a registration. */
export interface CallbackRouteOptions {
  /** `undefined` with `callback: false`: there is no controller. */
  readonly callbackPath: string | undefined;
  readonly maxBytes: number;
  readonly decorators: readonly ClassDecorator[];
}

/**
 * Applies the defaults of the option `callback`.
 *
 * @throws {NewPayConfigurationError} `callback` or one of its properties is invalid
 */
export function callbackRouteOptions(extras: NewPayModuleExtras): CallbackRouteOptions {
  const { name } = extras;
  const callback = extras.callback ?? {};
  if (callback === false) {
    return { callbackPath: undefined, maxBytes: DEFAULT_MAX_BYTES, decorators: [] };
  }
  requireNames('callback', callback, ['path', 'maxBytes', 'decorators']);
  const { path, maxBytes = DEFAULT_MAX_BYTES, decorators = [] } = callback;
  return {
    callbackPath: path === undefined ? defaultPath(name) : requirePath(path),
    maxBytes: requireSize(maxBytes),
    decorators: requireDecorators(decorators),
  };
}

/** `checkExtras` has validated the name as a path segment. */
function defaultPath(name: string | undefined): string {
  return name === undefined ? 'newpay/callback' : `newpay/${name}/callback`;
}

function requirePath(path: unknown): string {
  if (typeof path !== 'string') {
    throw new NewPayConfigurationError(
      'callback.path',
      `must be a string such as "newpay/callback", not ${kindOf(path)}`,
    );
  }
  const trimmed = trimSlashes(path);
  const problem = trimmed === '' ? undefined : problemOf(trimmed);
  if (problem !== undefined) {
    throw new NewPayConfigurationError(
      'callback.path',
      `is ${quoteName(path)}, which ${problem}: use a path such as "newpay/callback"`,
    );
  }
  return trimmed;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) {
    return 'an array';
  }
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/**
 * All orders share one `callBackUrl`, so the path must mean the same to NewPay, to proxies and to
 * the router.
 */
function problemOf(path: string): string | undefined {
  if (path.includes('://')) {
    return 'is a full URL (the app\'s own URL belongs in "publicUrl")';
  }
  if (/[:*{}()+?[\]\\]/.test(path)) {
    return 'contains a parameter, a wildcard or a query';
  }
  if (path.includes('!')) {
    return 'contains "!", which the router of Express reserves';
  }
  if (!/^[\w.~$&'@,;=/-]+$/.test(path)) {
    return 'contains characters that must be escaped in a URL';
  }
  return path.split('/').some((part) => part === '' || part === '.' || part === '..')
    ? 'contains an empty segment, "." or ".."'
    : undefined;
}

function requireSize(maxBytes: unknown): number {
  if (
    !Number.isSafeInteger(maxBytes) ||
    Number(maxBytes) < 1 ||
    Number(maxBytes) > constants.MAX_LENGTH
  ) {
    throw new NewPayConfigurationError(
      'callback.maxBytes',
      'must be a whole number of bytes above 0, such as 65536',
    );
  }
  return Number(maxBytes);
}

function requireDecorators(decorators: unknown): readonly ClassDecorator[] {
  if (!Array.isArray(decorators) || decorators.some((item) => typeof item !== 'function')) {
    throw new NewPayConfigurationError(
      'callback.decorators',
      'must be an array of class decorators, such as [Public()]',
    );
  }
  return decorators as ClassDecorator[];
}
