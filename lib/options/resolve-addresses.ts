import { isConfidentialAddress, isWebAddress } from '../core/wire/web-address.js';
import { NewPayConfigurationError } from '../errors/index.js';
import { DEFAULT_BASE_URL, DEFAULT_ENDPOINTS, type NewPayEndpoint } from './endpoints.js';
import type { NewPayModuleOptions, NewPayPages } from './newpay-options.interface.js';
import { requireNames } from './option-checks.js';

/** Where NewPay is, and where the app is. */
export interface ResolvedAddresses {
  /** NewPay's address, without a slash at its end. */
  readonly baseUrl: string;
  /** Full addresses. */
  readonly endpoints: Readonly<Record<NewPayEndpoint, string>>;
  /** The app's own address, without a slash at its end. */
  readonly publicUrl: string | undefined;
  readonly pages: Readonly<NewPayPages>;
}

const ENDPOINTS = Object.keys(DEFAULT_ENDPOINTS) as NewPayEndpoint[];
const PAGES: readonly (keyof NewPayPages)[] = ['success', 'failure', 'cancel'];

/** @throws {NewPayConfigurationError} an address is none, or would send payments in the clear */
export function resolveAddresses(options: NewPayModuleOptions): ResolvedAddresses {
  const baseUrl = resolveBaseUrl(options.baseUrl);
  return {
    baseUrl,
    endpoints: resolveEndpoints(baseUrl, options.endpoints),
    publicUrl: resolvePublicUrl(options.publicUrl),
    pages: resolvePages(options.pages),
  };
}

function resolveBaseUrl(baseUrl: string = DEFAULT_BASE_URL): string {
  if (!isConfidentialAddress(baseUrl) || /[?#]/.test(baseUrl)) {
    throw new NewPayConfigurationError(
      'baseUrl',
      `must be an https address without query, or http on a loopback address, such as "${DEFAULT_BASE_URL}"`,
    );
  }
  return baseUrl.replace(/\/+$/, '');
}

function resolveEndpoints(
  baseUrl: string,
  endpoints: NonNullable<NewPayModuleOptions['endpoints']> = {},
): Record<NewPayEndpoint, string> {
  requireNames('endpoints', endpoints, ENDPOINTS);
  const addresses = ENDPOINTS.map((name) => {
    const endpoint = endpoints[name] ?? DEFAULT_ENDPOINTS[name];
    return [name, resolveEndpoint(`endpoints.${name}`, baseUrl, endpoint)] as const;
  });
  return Object.fromEntries(addresses) as Record<NewPayEndpoint, string>;
}

function resolveEndpoint(option: string, baseUrl: string, endpoint: string): string {
  if (typeof endpoint === 'string' && endpoint.startsWith('/')) {
    return baseUrl + endpoint;
  }
  if (isConfidentialAddress(endpoint)) {
    return endpoint;
  }
  throw new NewPayConfigurationError(
    option,
    'must be a path that starts with "/", or a full https address',
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
  requireNames('pages', pages, PAGES);
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
