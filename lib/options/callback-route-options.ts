import { constants } from 'node:buffer';
import { quoteName } from '../protocol/json/lossless-json.js';
import { NewPayConfigurationError } from '../errors/index.js';
import { requireNames } from './option-checks.js';
import type { NewPayModuleExtras } from './newpay-options.interface.js';
import { trimSlashes } from '../host/route-path.js';

/** The default of `callback.maxBytes`; a callback has about 1 KiB. */
const MAX_BYTES = 64 * 1024;

/** The callback route of a registration, checked. */
export interface CallbackRouteOptions {
  /** `undefined` when there is no controller. */
  readonly callbackPath: string | undefined;
  readonly maxBytes: number;
  readonly decorators: readonly ClassDecorator[];
}

/** @throws {NewPayConfigurationError} `callback` or one of its parts is wrong */
export function callbackRouteOptions(extras: NewPayModuleExtras): CallbackRouteOptions {
  const { name } = extras;
  const callback = extras.callback ?? {};
  if (callback === false) {
    return { callbackPath: undefined, maxBytes: MAX_BYTES, decorators: [] };
  }
  requireNames('callback', callback, ['path', 'maxBytes', 'decorators']);
  const { path, maxBytes = MAX_BYTES, decorators = [] } = callback;
  return {
    callbackPath: path === undefined ? defaultPath(name) : requirePath(path),
    maxBytes: requireSize(maxBytes),
    decorators: requireDecorators(decorators),
  };
}

/** The name has been checked: it can be part of a path. */
function defaultPath(name: string | undefined): string {
  return name === undefined ? 'newpay/callback' : `newpay/${name}/callback`;
}

function requirePath(path: unknown): string {
  if (typeof path !== 'string') {
    throw new NewPayConfigurationError(
      'callback.path',
      `must be one path as text, such as "newpay/callback", not ${kindOf(path)}`,
    );
  }
  const trimmed = trimSlashes(path);
  const problem = trimmed === '' ? undefined : problemOf(trimmed);
  if (problem !== undefined) {
    throw new NewPayConfigurationError(
      'callback.path',
      `is ${quoteName(path)}, which ${problem}: give a path such as "newpay/callback"`,
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

/** NewPay is told one address for all orders: the path must be one, and the same to everybody. */
function problemOf(path: string): string | undefined {
  if (path.includes('://')) {
    return 'is an address (the option "publicUrl" has the app\'s own)';
  }
  if (/[:*{}()+?[\]\\]/.test(path)) {
    return 'has parameters, wildcards or a query';
  }
  if (!/^[\w.~!$&'@,;=/-]+$/.test(path)) {
    return 'has characters that no path has unescaped';
  }
  return path.split('/').some((part) => part === '' || part === '.' || part === '..')
    ? 'has an empty part, "." or ".."'
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
      'must be a whole number of bytes, from 1',
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
