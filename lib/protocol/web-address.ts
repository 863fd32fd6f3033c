import { problemOfUnicode } from './well-formed-text.js';

/** Whether a value is an absolute http(s) address without credentials. */
export function isWebAddress(value: unknown): value is string {
  return isWeb(parseAddress(value));
}

/** Whether an address is https, or http on this machine, where nobody listens in between. */
export function isConfidentialAddress(value: unknown): value is string {
  const url = parseAddress(value);
  return isWeb(url) && (url.protocol === 'https:' || isLoopback(url.hostname));
}

/**
 * Whether an address may be handed to a payer's browser or phone: a web page, or NewPay's own app
 * (`newpay://`, protocol 6.7). `javascript:` and the like are not.
 */
export function isPayAddress(value: unknown): value is string {
  const url = parseAddress(value);
  return url?.protocol === 'newpay:' || isWeb(url);
}

function isWeb(url: URL | undefined): url is URL {
  return (
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === ''
  );
}

/** An absolute address; `undefined` for what is none. */
export function parseAddress(value: unknown): URL | undefined {
  // URL trims, drops control characters and replaces half characters; an address that needs that is
  // not one.
  if (
    typeof value !== 'string' ||
    problemOfUnicode(value) !== undefined ||
    /[\s\u0000-\u001f]/.test(value) ||
    !value.includes('://')
  ) {
    return undefined;
  }
  return URL.canParse(value) ? new URL(value) : undefined;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
