import { isOnThisMachine, unreachableBecause } from '../options/url-reachability.js';
import type { ResolvedUrls } from '../options/resolve-urls.js';

/** The URLs of a registration that are known at startup. */
export interface RegistrationAddresses extends Pick<
  ResolvedUrls,
  'baseUrl' | 'publicUrl' | 'pages'
> {
  /** The base URL of API v2; `undefined` if it is not known, because another option of `v2` is wrong. */
  readonly v2BaseUrl: string | undefined;
  /** The route of the callback below the app's prefix; `undefined` without a controller. */
  readonly callbackPath: string | undefined;
  /** The same with the prefix, when this process serves it. */
  readonly path: string | undefined;
  readonly isProduction: boolean;
}

/** Warnings about URLs that orders or callbacks cannot reach, each with its fix. */
export function urlWarnings(addresses: RegistrationAddresses): string[] {
  return [
    ...aboutBaseUrl('baseUrl', addresses.baseUrl, addresses),
    ...aboutBaseUrl('v2.baseUrl', addresses.v2BaseUrl, addresses),
    ...aboutPublicUrl(addresses),
    ...aboutPages(addresses),
    ...aboutPath(addresses),
  ];
}

function aboutBaseUrl(
  option: 'baseUrl' | 'v2.baseUrl',
  baseUrl: string | undefined,
  { isProduction }: RegistrationAddresses,
): string[] {
  if (baseUrl === undefined) {
    return [];
  }
  const warnings: string[] = [];
  const reason = unreachableBecause(baseUrl);
  if (baseUrl.startsWith('http:') && !isOnThisMachine(baseUrl)) {
    warnings.push(
      `"${option}" is ${baseUrl}, plain http to another host, as "insecureBaseUrl" allows: whoever is on ` +
        'that network can read and stop the orders. Use it for development only.',
    );
  }
  if (isProduction && reason !== undefined) {
    warnings.push(
      `NODE_ENV is "production" and "${option}" is ${baseUrl}, which is not NewPay's (${reason}): no real ` +
        `payment can be made. Leave "${option}" out to use the production address of NewPay.`,
    );
  }
  return warnings;
}

function aboutPublicUrl({ baseUrl, publicUrl }: RegistrationAddresses): string[] {
  if (publicUrl === undefined || isOnThisMachine(baseUrl)) {
    return [];
  }
  const reason = cannotReach(baseUrl, publicUrl);
  if (reason !== undefined) {
    return [
      `"publicUrl" is ${publicUrl}, which NewPay at ${baseUrl} cannot reach (${reason}): no callback ` +
        'arrives. Set it to the public address of this app, or of a tunnel to it.',
    ];
  }
  if (new URL(publicUrl).hostname === new URL(baseUrl).hostname) {
    return [
      `"publicUrl" is ${publicUrl}, the address of NewPay: no callback arrives. Set it to the public ` +
        'address of this app.',
    ];
  }
  return isPublic(baseUrl) && publicUrl.startsWith('http:')
    ? [
        `"publicUrl" is ${publicUrl}, plain http: callbacks can be read and stopped on their way. Use https.`,
      ]
    : [];
}

/** The payer's browser opens them, which is wherever NewPay's cashier is opened. */
function aboutPages({ baseUrl, pages }: RegistrationAddresses): string[] {
  return Object.entries(pages).flatMap(([name, page]: [string, string]) => {
    const reason = isPublic(baseUrl) ? unreachableBecause(page) : undefined;
    return reason === undefined
      ? []
      : [
          `"pages.${name}" is ${page}, which a payer cannot open (${reason}): set it to a page on the ` +
            'public address of this app.',
        ];
  });
}

/** A right address whose path the app adds once more: NewPay would be answered 404. */
function aboutPath({ publicUrl, callbackPath, path }: RegistrationAddresses): string[] {
  if (callbackPath === undefined || path === undefined) {
    return [];
  }
  const prefix = path.slice(0, path.length - callbackPath.length - 1);
  if (prefix !== '' && `/${callbackPath}`.startsWith(`${prefix}/`)) {
    return [
      `The callback's route is ${path}: "callback.path" begins with "${prefix.slice(1)}", which the app ` +
        'adds to it. Leave it out of "callback.path".',
    ];
  }
  const doubled = publicUrl === undefined ? undefined : overlap(publicUrl, callbackPath, path);
  return doubled === undefined
    ? []
    : [
        `"publicUrl" is ${publicUrl}, and callbacks are expected at ${publicUrl}${path}: "${doubled}" ` +
          'stands there twice. Set "publicUrl" to the address of the app without it, unless a proxy takes it off.',
      ];
}

/** The end of an address's path with which the route begins, or which is all of the route. */
function overlap(publicUrl: string, callbackPath: string, path: string): string | undefined {
  const ending = new URL(publicUrl).pathname;
  if (callbackPath !== '' && ending.endsWith(`/${callbackPath}`)) {
    return `/${callbackPath}`;
  }
  const parts = path.split('/').filter((part) => part !== '');
  const beginnings = parts.map((_part, index) => `/${parts.slice(0, index + 1).join('/')}`);
  return beginnings.findLast((beginning) => ending.endsWith(beginning));
}

function isPublic(address: string): boolean {
  return unreachableBecause(address) === undefined;
}

/** Whatever is on this machine is out of reach from another one; a private network may be shared. */
function cannotReach(from: string, to: string): string | undefined {
  return isPublic(from) || isOnThisMachine(to) ? unreachableBecause(to) : undefined;
}
