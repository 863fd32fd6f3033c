import { NewPayConfigurationError } from '../errors/index.js';
import {
  DEFAULT_V2_BASE_URL,
  DEFAULT_V2_ENDPOINTS,
  SCANNER_PATH,
  type NewPayV2Endpoint,
} from '../protocol/v2/endpoints.js';
import {
  DEFAULT_SIGNING_FORM,
  NESTED_FORMS,
  NestedForms,
  type NewPayNestedForm,
} from '../protocol/v2/nested-form.js';
import { VARIABLES } from './environment-variables.js';
import type { NewPayModuleOptions, NewPayV2Options } from './newpay-options.interface.js';
import { readNamed } from './read-given-options.js';
import { resolveBaseUrl, resolveEndpoint } from './resolve-urls.js';

/** The options of API v2 with their defaults. */
export interface ResolvedV2 {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** Full URLs. */
  readonly endpoints: Readonly<Record<NewPayV2Endpoint, string>>;
  /** The forms in which NewPay may sign, and the one that it used last. */
  readonly forms: NestedForms;
  /** The form in which this package signs. */
  readonly signingForm: NewPayNestedForm;
  /** Whether a callback whose signature fits no form is taken as a hint. */
  readonly asksForUnverified: boolean;
}

const OPTIONS: Readonly<Record<keyof NewPayV2Options, true>> = {
  baseUrl: true,
  endpoints: true,
  nested: true,
  unverified: true,
};

const V2_BASE_URL = {
  option: 'v2.baseUrl',
  variable: VARIABLES.v2BaseUrl,
  production: DEFAULT_V2_BASE_URL,
} as const;

/** @throws {NewPayConfigurationError} an option below `v2` is wrong */
export function resolveV2(options: NewPayModuleOptions): ResolvedV2 {
  const names = Object.keys(OPTIONS) as (keyof NewPayV2Options)[];
  const given = readNamed('v2', options.v2 ?? {}, names) as NewPayV2Options;
  const baseUrl = resolveBaseUrl(V2_BASE_URL, given.baseUrl ?? undefined, options.insecureBaseUrl);
  const nested = oneOf('v2.nested', given.nested ?? 'auto', ['auto', ...NESTED_FORMS]);
  return Object.freeze({
    baseUrl,
    endpoints: resolveEndpoints(baseUrl, given),
    forms: new NestedForms(nested),
    signingForm: nested === 'auto' ? DEFAULT_SIGNING_FORM : nested,
    asksForUnverified:
      oneOf('v2.unverified', given.unverified ?? 'refuse', ['refuse', 'ask']) === 'ask',
  });
}

function resolveEndpoints(
  baseUrl: string,
  given: NewPayV2Options,
): Readonly<Record<NewPayV2Endpoint, string>> {
  const names = Object.keys(DEFAULT_V2_ENDPOINTS) as NewPayV2Endpoint[];
  const overrides = readNamed('v2.endpoints', given.endpoints ?? {}, names);
  const defaults = {
    ...DEFAULT_V2_ENDPOINTS,
    // NewPay's own scanner has a host of its own; that of a sandbox has not.
    ...(baseUrl === DEFAULT_V2_BASE_URL ? {} : { scanPay: SCANNER_PATH }),
  };
  const addresses = names.map((name) => {
    const endpoint = overrides[name] ?? defaults[name];
    return [name, resolveEndpoint(`v2.endpoints.${name}`, baseUrl, endpoint)] as const;
  });
  return Object.fromEntries(addresses) as Record<NewPayV2Endpoint, string>;
}

function oneOf<T extends string>(option: string, value: unknown, values: readonly T[]): T {
  const found = values.find((one) => one === value);
  if (found === undefined) {
    throw new NewPayConfigurationError(option, `must be one of ${values.join(', ')}`);
  }
  return found;
}
