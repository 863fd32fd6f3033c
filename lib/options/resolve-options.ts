import type { KeyObject } from 'node:crypto';
import type { NewPayKeyMaterial } from '../core/keys/key-material.js';
import { loadPrivateKey, loadPublicKey } from '../core/keys/rsa-key.js';
import { MerchantSigner } from '../core/signature/merchant-signer.js';
import { PlatformKeys } from '../core/signature/platform-keys.js';
import { isConfidentialAddress, isWebAddress } from '../core/wire/web-address.js';
import { NewPayConfigurationError } from '../errors/index.js';
import { DEFAULT_BASE_URL, DEFAULT_ENDPOINTS, type NewPayEndpoint } from './endpoints.js';
import type { NewPayHooks } from '../observability/newpay-hooks.interface.js';
import type { NewPayCallbackStore } from '../store/callback-store.interface.js';
import { MemoryCallbackStore } from '../store/memory-callback-store.js';
import type { NewPayModuleOptions, NewPayPages } from './newpay-options.interface.js';

const DEFAULT_TIMEOUT = 10_000;
/** How far ahead of our clock a callback's own time may be, in milliseconds. */
export const MAX_CALLBACK_AHEAD = 5 * 60 * 1000;
const DEFAULT_REPLAY_WINDOW = 24 * 60 * 60 * 1000;
/** The longest delay that a timer of Node takes, in milliseconds. */
const MAX_TIMEOUT = 2 ** 31 - 1;

const PAGES: readonly (keyof NewPayPages)[] = ['success', 'failure', 'cancel'];

/** The options with defaults applied, checked, and their keys parsed. */
export interface ResolvedNewPayOptions {
  readonly appId: string;
  readonly merchantId: string;
  readonly signer: MerchantSigner;
  readonly platformKeys: PlatformKeys;
  readonly publicUrl: string | undefined;
  readonly pages: Readonly<NewPayPages>;
  readonly timeout: number;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Full addresses. */
  readonly endpoints: Readonly<Record<NewPayEndpoint, string>>;
  readonly replayWindow: number | false;
  readonly store: NewPayCallbackStore;
  readonly expectOrder: NewPayModuleOptions['expectOrder'];
  readonly hooks: NewPayHooks;
}

const OPTION_NAMES: Readonly<Record<keyof NewPayModuleOptions, true>> = {
  appId: true,
  merchantId: true,
  privateKey: true,
  platformPublicKey: true,
  publicUrl: true,
  pages: true,
  baseUrl: true,
  timeout: true,
  endpoints: true,
  replayWindow: true,
  store: true,
  expectOrder: true,
  hooks: true,
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
  refuseUnknownNames('', options, OPTION_NAMES);
  return Object.freeze({
    appId: requireText('appId', options.appId),
    merchantId: requireText('merchantId', options.merchantId),
    ...resolveKeys(options),
    publicUrl: resolvePublicUrl(options.publicUrl),
    pages: resolvePages(options.pages),
    timeout: resolveTimeout(options.timeout),
    ...resolveAddresses(options),
    ...resolveMemory(options),
    expectOrder: resolveExpectOrder(options.expectOrder),
    hooks: resolveHooks(options.hooks),
  });
}

function resolveKeys({ privateKey, platformPublicKey }: NewPayModuleOptions) {
  requireGiven('privateKey', privateKey);
  requireGiven('platformPublicKey', platformPublicKey);
  const merchantKey = loadPrivateKey(privateKey, 'privateKey');
  const platformKeys = loadPlatformKeys(platformPublicKey);
  return {
    signer: new MerchantSigner(merchantKey),
    platformKeys: new PlatformKeys(platformKeys),
  };
}

function loadPlatformKeys(
  material: NewPayKeyMaterial | readonly NewPayKeyMaterial[],
): readonly KeyObject[] {
  if (!Array.isArray(material)) {
    return [loadPublicKey(material as NewPayKeyMaterial, 'platformPublicKey')];
  }
  if (material.length === 0) {
    throw new NewPayConfigurationError('platformPublicKey', 'is an empty array: give a key');
  }
  return material.map((key: NewPayKeyMaterial, index) =>
    loadPublicKey(key, `platformPublicKey[${index}]`),
  );
}

function resolvePublicUrl(publicUrl: string | undefined): string | undefined {
  if (publicUrl === undefined) {
    return undefined;
  }
  if (!isWebAddress(publicUrl) || /[?#]/.test(publicUrl)) {
    throw new NewPayConfigurationError(
      'publicUrl',
      'must be an absolute http(s) address without query, such as "https://shop.example"',
    );
  }
  return publicUrl.replace(/\/+$/, '');
}

function resolvePages(pages: NewPayPages = {}): NewPayPages {
  refuseUnknownNames('pages.', pages, { success: true, failure: true, cancel: true });
  for (const name of PAGES) {
    if (pages[name] !== undefined && !isWebAddress(pages[name])) {
      throw new NewPayConfigurationError(
        `pages.${name}`,
        'must be an absolute http(s) address, such as "https://shop.example/thanks"',
      );
    }
  }
  return { ...pages };
}

function resolveTimeout(timeout: number = DEFAULT_TIMEOUT): number {
  if (!Number.isInteger(timeout) || timeout < 1 || timeout > MAX_TIMEOUT) {
    throw new NewPayConfigurationError(
      'timeout',
      `must be a whole number of milliseconds from 1 to ${MAX_TIMEOUT}, such as ${DEFAULT_TIMEOUT}`,
    );
  }
  return timeout;
}

function resolveAddresses({ baseUrl = DEFAULT_BASE_URL, endpoints = {} }: NewPayModuleOptions) {
  if (!isConfidentialAddress(baseUrl) || /[?#]/.test(baseUrl)) {
    throw new NewPayConfigurationError(
      'baseUrl',
      `must be an https address without query, or http on a loopback address, such as "${DEFAULT_BASE_URL}"`,
    );
  }
  refuseUnknownNames('endpoints.', endpoints, DEFAULT_ENDPOINTS);
  const base = baseUrl.replace(/\/+$/, '');
  const addresses = Object.entries({ ...DEFAULT_ENDPOINTS, ...withoutUndefined(endpoints) }).map(
    ([name, endpoint]) => [name, resolveEndpoint(`endpoints.${name}`, base, endpoint)],
  );
  return {
    baseUrl: base,
    endpoints: Object.fromEntries(addresses) as Record<NewPayEndpoint, string>,
  };
}

function resolveEndpoint(option: string, base: string, endpoint: string): string {
  if (typeof endpoint === 'string' && endpoint.startsWith('/')) {
    return base + endpoint;
  }
  if (isConfidentialAddress(endpoint)) {
    return endpoint;
  }
  throw new NewPayConfigurationError(
    option,
    'must be a path that starts with "/", or a full https address',
  );
}

function resolveReplayWindow(replayWindow: number | false = DEFAULT_REPLAY_WINDOW): number | false {
  if (replayWindow !== false && !(Number.isSafeInteger(replayWindow) && replayWindow > 0)) {
    throw new NewPayConfigurationError(
      'replayWindow',
      `must be a whole number of milliseconds above 0, such as ${DEFAULT_REPLAY_WINDOW}, or false`,
    );
  }
  return replayWindow;
}

/** What is too old to be believed, and what remembers the rest: there must be no gap between. */
function resolveMemory({ replayWindow, store = new MemoryCallbackStore() }: NewPayModuleOptions) {
  const window = resolveReplayWindow(replayWindow);
  if (typeof store !== 'object' || typeof store?.claim !== 'function') {
    throw new NewPayConfigurationError('store', 'must be a NewPayCallbackStore');
  }
  if (window !== false && !(store.retention > window + MAX_CALLBACK_AHEAD)) {
    throw new NewPayConfigurationError(
      'store',
      `remembers for ${store.retention} ms, which is not longer than "replayWindow" (${window} ms) and five minutes: raise the store's "retention"`,
    );
  }
  return { replayWindow: window, store };
}

function resolveExpectOrder(expectOrder: NewPayModuleOptions['expectOrder']) {
  if (expectOrder !== undefined && typeof expectOrder !== 'function') {
    throw new NewPayConfigurationError('expectOrder', 'must be a function of the order number');
  }
  return expectOrder;
}

function resolveHooks(hooks: NewPayHooks = {}): NewPayHooks {
  const known = { request: true, response: true, callback: true, published: true };
  refuseUnknownNames('hooks.', hooks, known);
  return hooks;
}

function requireText(option: keyof NewPayModuleOptions, value: unknown): string {
  requireGiven(option, value);
  if (typeof value !== 'string') {
    throw new NewPayConfigurationError(option, `must be text, not a ${typeof value}`);
  }
  return value;
}

function requireGiven(option: keyof NewPayModuleOptions, value: unknown): void {
  if (value === undefined || value === null || value === '') {
    const variable = `NEWPAY_${option.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
    throw new NewPayConfigurationError(
      option,
      `is missing: set it in the module's options (with newPayConfig: ${variable})`,
    );
  }
}

function refuseUnknownNames(prefix: string, given: object, known: object): void {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) {
    throw new NewPayConfigurationError(
      prefix + unknown,
      `is not known: the names are ${Object.keys(known).join(', ')}`,
    );
  }
}

function withoutUndefined<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
