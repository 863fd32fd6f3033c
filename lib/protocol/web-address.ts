import { problemOfUnicode } from './well-formed-unicode.js';

/** The usual form of an http(s) URL: nothing before its host could be credentials. */
const PLAIN_WEB_ADDRESS = /^https?:\/\/[a-z\d.-]+(?::\d+)?(?:\/|$)/i;

/** Whether a value is an absolute http(s) URL without credentials. */
export function isWebAddress(value: unknown): value is string {
  // The usual form needs no `URL` object: an order has four addresses.
  return isAddress(value) && (PLAIN_WEB_ADDRESS.test(value) || isWeb(new URL(value)));
}

/** Whether a URL is https, or http on this machine, where nobody can intercept it. */
export function isConfidentialAddress(value: unknown): value is string {
  const url = parseAddress(value);
  return isWeb(url) && (url.protocol === 'https:' || isLoopback(url.hostname));
}

/**
 * Whether a URL is safe to open in a payer's browser or phone: a web page, or NewPay's own app
 * (`newpay://`, protocol 6.7), but not a scheme such as `javascript:`.
 */
export function isPayAddress(value: unknown): value is string {
  return isWebAddress(value) || parseAddress(value)?.protocol === 'newpay:';
}

function isWeb(url: URL | undefined): url is URL {
  return (
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === ''
  );
}

/** Parses an absolute URL; `undefined` for any other value. */
export function parseAddress(value: unknown): URL | undefined {
  return isAddress(value) ? new URL(value) : undefined;
}

function isAddress(value: unknown): value is string {
  // URL would trim the text, drop control characters and replace lone surrogates: a text that needs
  // that is not a valid URL.
  return (
    typeof value === 'string' &&
    problemOfUnicode(value) === undefined &&
    !/[\s\u0000-\u001f]/.test(value) &&
    value.includes('://') &&
    URL.canParse(value)
  );
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
