import { isIP } from 'node:net';

/** The names of this machine in its own browser. */
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** A host name or IP address (IPv6 in brackets), with or without a port. */
const HOST = /^(?<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?<port>\d{1,5}))?$/;

/** What {@link AllowedHosts} accepts besides the names of this machine. */
export interface MoreHosts {
  /** A name with any port, or a name and a port. */
  readonly names: readonly string[];
  /**
   * Whether every IP address is accepted: for a sandbox that other machines may reach. A page whose
   * host is an IP address cannot be a DNS rebinding attack, which needs a name.
   */
  readonly addresses: boolean;
}

/**
 * The accepted values of the header `Host`. Any other value may be a DNS rebinding attack: a web
 * page whose host name resolves to this machine would have the sandbox as its own origin.
 */
export class AllowedHosts {
  readonly #hosts: ReadonlySet<string>;

  /** @param port the port of the server */
  constructor(
    port: number,
    private readonly more: MoreHosts,
  ) {
    this.#hosts = new Set(LOOPBACK_NAMES.flatMap((name) => hostsAt(name, port)));
  }

  /** Whether a value of the header `Host` is accepted. */
  include(host: string | undefined): boolean {
    const { names, addresses } = this.more;
    const given = (host ?? '').toLowerCase();
    const { name } = HOST.exec(given)?.groups ?? {};
    return (
      name !== undefined &&
      (this.#hosts.has(given) ||
        names.includes(given) ||
        names.includes(name) ||
        (addresses && isIP(name.replaceAll(/[[\]]/g, '')) !== 0))
    );
  }
}

/**
 * Applies the default of the option `allowedHosts` and returns it in lower case.
 *
 * @throws {RangeError} one of them is not a host
 */
export function resolveAllowedHosts(hosts: readonly string[] = []): readonly string[] {
  const resolved = hosts.map((host: unknown) => String(host).toLowerCase());
  const wrong = resolved.find((host) => !HOST.test(host));
  if (wrong !== undefined) {
    throw new RangeError(
      `allowedHosts must contain host names such as "sandbox" or "sandbox:4010", not ${JSON.stringify(wrong)}`,
    );
  }
  return resolved;
}

/** Clients omit the default port of HTTP. */
function hostsAt(name: string, port: number): string[] {
  return port === 80 ? [name, `${name}:80`] : [`${name}:${port}`];
}
