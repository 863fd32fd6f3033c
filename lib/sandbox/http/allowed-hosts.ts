/** How a browser names this machine to itself. */
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** A host name or address, an IPv6 one in brackets, with a port or without. */
const HOST = /^(?<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?<port>\d{1,5}))?$/;

/**
 * The names that a sandbox answers to. Any other one is a page of the Internet whose name was made to
 * lead to this machine (DNS rebinding): to its browser it would be the sandbox's own page.
 */
export class AllowedHosts {
  readonly #hosts: ReadonlySet<string>;

  /**
   * @param port the one that is listened on
   * @param more hosts beside the loopback ones, by which the sandbox is reached on purpose: a name at
   * every port, or a name and a port
   */
  constructor(
    port: number,
    private readonly more: readonly string[] = [],
  ) {
    this.#hosts = new Set(LOOPBACK_NAMES.flatMap((name) => hostsAt(name, port)));
  }

  /** Whether a `Host` header is one of them. */
  include(host: string | undefined): boolean {
    const given = (host ?? '').toLowerCase();
    const { name } = HOST.exec(given)?.groups ?? {};
    return (
      name !== undefined &&
      (this.#hosts.has(given) || this.more.includes(given) || this.more.includes(name))
    );
  }
}

/**
 * The option `allowedHosts` with its default, in lower case.
 *
 * @throws {RangeError} one of them is no host
 */
export function resolveAllowedHosts(hosts: readonly string[] = []): readonly string[] {
  const resolved = hosts.map((host: unknown) => String(host).toLowerCase());
  const wrong = resolved.find((host) => !HOST.test(host));
  if (wrong !== undefined) {
    throw new RangeError(
      `allowedHosts must hold host names such as "sandbox" or "sandbox:4010", not ${JSON.stringify(wrong)}`,
    );
  }
  return resolved;
}

/** At the default port of HTTP clients leave it out. */
function hostsAt(name: string, port: number): string[] {
  return port === 80 ? [name, `${name}:80`] : [`${name}:${port}`];
}
