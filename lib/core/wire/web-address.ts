/** Whether a value is an absolute http(s) address without credentials. */
export function isWebAddress(value: unknown): value is string {
  const url = parseAddress(value);
  return (
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === ''
  );
}

/** Whether an address is https, or http on this machine, where nobody listens in between. */
export function isConfidentialAddress(value: unknown): value is string {
  if (!isWebAddress(value)) {
    return false;
  }
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || isLoopback(hostname);
}

/**
 * Whether an address may be handed to a payer's browser or phone: a web page, or NewPay's own app
 * (`newpay://`, protocol 6.7). `javascript:` and the like are not.
 */
export function isPayAddress(value: unknown): value is string {
  return isWebAddress(value) || parseAddress(value)?.protocol === 'newpay:';
}

function parseAddress(value: unknown): URL | undefined {
  // URL trims and drops control characters; an address that needs that is not one.
  if (typeof value !== 'string' || /[\s\u0000-\u001f]/.test(value)) {
    return undefined;
  }
  return URL.canParse(value) && value.includes('://') ? new URL(value) : undefined;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
