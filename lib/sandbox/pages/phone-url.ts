import { isOnThisMachine } from '../../options/url-reachability.js';

/**
 * Whether a phone in the same network can open a URL: not of this machine only, and an IP address or
 * a name with a domain, because the name of a container is known to other containers only.
 */
export function isReachedByPhones(url: string): boolean {
  return !isOnThisMachine(url) && /[.:]/.test(new URL(url).hostname);
}
