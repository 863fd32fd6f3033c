import type { IncomingHttpHeaders } from 'node:http';
import type { AllowedHosts } from './allowed-hosts.js';
import { RequestRefusal } from './request-refusal.js';

/** What changes nothing, so that any page may link to it. */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What is read of a request. */
interface RequestHead {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Keeps web pages of others away: a browser on this machine reaches the sandbox, whatever page it shows.
 * Servers send neither `Origin` nor `Sec-Fetch-Site`, and are let through.
 *
 * @throws {RequestRefusal} the request came under a name that is not the sandbox's, or from another page
 */
export function requireOwnPage({ method, headers }: RequestHead, hosts: AllowedHosts): void {
  const { host, origin, 'sec-fetch-site': site } = headers;
  if (!hosts.include(host)) {
    throw new RequestRefusal(
      403,
      `The sandbox does not answer to the host ${JSON.stringify(host ?? '')}: it answers to 127.0.0.1, ` +
        'localhost and [::1] at its port. Name other hosts in its option allowedHosts.',
    );
  }
  if (SAFE_METHODS.has(method)) {
    return;
  }
  const isForeign =
    (origin !== undefined && origin !== `http://${host}`) ||
    // "none" is the user's own doing, such as a reloaded form.
    (site !== undefined && site !== 'same-origin' && site !== 'none');
  if (isForeign) {
    throw new RequestRefusal(
      403,
      `The sandbox takes no request of another page (Origin ${JSON.stringify(origin ?? 'not given')}, ` +
        `Sec-Fetch-Site ${JSON.stringify(site ?? 'not given')}): send it from a server, or from the sandbox's own pages.`,
    );
  }
}
