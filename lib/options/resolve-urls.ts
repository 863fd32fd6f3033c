import { unreachableBecause } from './url-reachability.js';
import { isConfidentialAddress, isWebAddress } from '../protocol/web-address.js';
import { NewPayConfigurationError } from '../errors/index.js';
import {
  DEFAULT_BASE_URL,
  DEFAULT_ENDPOINTS,
  ENDPOINT_NAMES,
  type NewPayEndpoint,
  type NewPayUnstatedEndpoint,
  type StatedEndpoint,
} from '../protocol/v1/endpoints.js';
import type { NewPayModuleOptions, NewPayPages } from './newpay-options.interface.js';
import { VARIABLES } from './environment-variables.js';
import { nameOfType } from './option-rules.js';
import { readNamed } from './read-given-options.js';
import { problemOfMarks } from './stray-characters.js';

/** Full URLs; an endpoint whose path NewPay's pages do not state has one only if it was set. */
export type ResolvedEndpoints = Readonly<Record<StatedEndpoint, string>> &
  Readonly<Partial<Record<NewPayUnstatedEndpoint, string>>>;

/** The URLs of NewPay, of the app and of its pages. */
export interface ResolvedUrls {
  /** The base URL of NewPay's API, without a trailing slash. */
  readonly baseUrl: string;
  /** Full URLs. */
  readonly endpoints: ResolvedEndpoints;
  /** The public URL of the app, without a trailing slash. */
  readonly publicUrl: string | undefined;
  readonly pages: Readonly<NewPayPages>;
}

const PAGES: readonly (keyof NewPayPages)[] = ['success', 'failure', 'cancel'];

/** @throws {NewPayConfigurationError} a URL is invalid, or would send orders over plain http */
export function resolveUrls(options: NewPayModuleOptions): ResolvedUrls {
  const baseUrl = resolveBaseUrl(BASE_URL, options.baseUrl, options.insecureBaseUrl);
  return {
    baseUrl,
    endpoints: resolveEndpoints(baseUrl, options.endpoints),
    publicUrl: resolvePublicUrl(options.publicUrl),
    pages: resolvePages(options.pages),
  };
}

/** The option of one version of the API. */
interface BaseUrlOption {
  readonly option: 'baseUrl' | 'v2.baseUrl';
  /** The environment variable that `newPayConfig` reads it from. */
  readonly variable: string;
  /** NewPay's own address. */
  readonly production: string;
}

const BASE_URL: BaseUrlOption = {
  option: 'baseUrl',
  variable: VARIABLES.baseUrl,
  production: DEFAULT_BASE_URL,
};

/** @throws {NewPayConfigurationError} a base URL is invalid, or would send orders over plain http */
export function resolveBaseUrl(
  option: BaseUrlOption,
  baseUrl: string = option.production,
  insecure: unknown = false,
): string {
  if (typeof insecure !== 'boolean') {
    throw new NewPayConfigurationError(
      'insecureBaseUrl',
      `must be true or false, not ${nameOfType(insecure)}`,
    );
  }
  refuseMarks(option.option, baseUrl, variableNote(option));
  if (!isWebAddress(baseUrl) || /[?#]/.test(baseUrl)) {
    throw new NewPayConfigurationError(option.option, ruleFor(option));
  }
  if (!isConfidentialAddress(baseUrl)) {
    requireInsecure(option, baseUrl, insecure);
  }
  return baseUrl.replace(/\/+$/, '');
}

/** Plain http to another host needs a private host and the option `insecureBaseUrl`. */
function requireInsecure(option: BaseUrlOption, baseUrl: string, insecure: boolean): void {
  if (unreachableBecause(baseUrl) === undefined) {
    throw new NewPayConfigurationError(option.option, ruleFor(option));
  }
  if (!insecure) {
    throw new NewPayConfigurationError(
      option.option,
      `is plain http to another host: use https. For a sandbox in another container, set "insecureBaseUrl" to true as well (with newPayConfig: ${VARIABLES.insecureBaseUrl}=true), in development only`,
    );
  }
}

function ruleFor(option: BaseUrlOption): string {
  return `must be an https URL without a query, such as "${option.production}", or an http URL of a loopback address${variableNote(option)}`;
}

function variableNote({ variable }: BaseUrlOption): string {
  return ` (with newPayConfig: ${variable})`;
}

function resolveEndpoints(
  baseUrl: string,
  given: NewPayModuleOptions['endpoints'],
): ResolvedEndpoints {
  const overrides = readNamed('endpoints', given === undefined ? {} : given, ENDPOINT_NAMES);
  const endpoints: Partial<Record<NewPayEndpoint, unknown>> = {
    ...DEFAULT_ENDPOINTS,
    ...overrides,
  };
  const addresses = Object.entries(endpoints).map(
    ([name, endpoint]) => [name, resolveEndpoint(`endpoints.${name}`, baseUrl, endpoint)] as const,
  );
  return Object.fromEntries(addresses) as unknown as ResolvedEndpoints;
}

/** @throws {NewPayConfigurationError} it is neither a path nor a full https URL */
export function resolveEndpoint(option: string, baseUrl: string, endpoint: unknown): string {
  refuseMarks(option, endpoint);
  if (typeof endpoint === 'string' && endpoint.startsWith('/')) {
    return baseUrl + endpoint;
  }
  if (isConfidentialAddress(endpoint)) {
    return endpoint;
  }
  throw new NewPayConfigurationError(
    option,
    'must be a path that starts with "/", or a full https URL',
  );
}

function resolvePublicUrl(publicUrl: string | undefined): string | undefined {
  if (publicUrl === undefined) {
    return undefined;
  }
  refuseMarks('publicUrl', publicUrl);
  if (!isWebAddress(publicUrl) || /[?#]/.test(publicUrl)) {
    throw new NewPayConfigurationError(
      'publicUrl',
      'must be an absolute http(s) URL without a query, such as "https://shop.example"',
    );
  }
  return publicUrl.replace(/\/+$/, '');
}

function resolvePages(given: NewPayModuleOptions['pages']): NewPayPages {
  const pages = readNamed('pages', given === undefined ? {} : given, PAGES);
  for (const [name, page] of Object.entries(pages)) {
    refuseMarks(`pages.${name}`, page);
    if (!isWebAddress(page)) {
      throw new NewPayConfigurationError(
        `pages.${name}`,
        'must be an absolute http(s) URL, such as "https://shop.example/thanks"',
      );
    }
  }
  return pages as NewPayPages;
}

function refuseMarks(option: string, address: unknown, note = ''): void {
  const problem = typeof address === 'string' ? problemOfMarks(address) : undefined;
  if (problem !== undefined) {
    throw new NewPayConfigurationError(option, `${problem}${note}`);
  }
}
