import type { IncomingHttpHeaders } from 'node:http';
import type { AllowedHosts } from './allowed-hosts.js';
import { RequestRefusal } from './request-refusal.js';

/** Methods that change nothing, which any page may use. */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The head of a request. */
interface RequestHead {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Rejects requests of other web pages: a browser on this machine can reach the sandbox from any
 * page. Servers send neither `Origin` nor `Sec-Fetch-Site` and are accepted.
 *
 * @throws {RequestRefusal} the `Host` is not accepted, or the request comes from another page
 */
export function requireOwnPage({ method, headers }: RequestHead, hosts: AllowedHosts): void {
  const { host, origin, 'sec-fetch-site': site } = headers;
  if (!hosts.include(host)) {
    throw new RequestRefusal(
      403,
      `The sandbox does not accept the host ${JSON.stringify(host ?? '')}, only 127.0.0.1, localhost and ` +
        '[::1] with its port. Add other hosts to its option allowedHosts (on the command line: --allow-host).',
    );
  }
  if (SAFE_METHODS.has(method)) {
    return;
  }
  const isForeign =
    (origin !== undefined && origin !== `http://${host}`) ||
    // "none" is an action of the user, such as reloading a form.
    (site !== undefined && site !== 'same-origin' && site !== 'none');
  if (isForeign) {
    throw new RequestRefusal(
      403,
      `The sandbox does not accept requests from other web pages (Origin ${JSON.stringify(origin ?? 'not given')}, ` +
        `Sec-Fetch-Site ${JSON.stringify(site ?? 'not given')}). Send them from a server.`,
    );
  }
}
