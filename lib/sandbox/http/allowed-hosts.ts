/** The names of this machine in its own browser. */
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** A host name or IP address (IPv6 in brackets), with or without a port. */
const HOST = /^(?<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?<port>\d{1,5}))?$/;

/**
 * The accepted values of the header `Host`. Any other value may be a DNS rebinding attack: a web
 * page whose host name resolves to this machine would have the sandbox as its own origin.
 */
export class AllowedHosts {
  readonly #hosts: ReadonlySet<string>;

  /**
   * @param port the port of the server
   * @param more additional hosts: a name with any port, or a name and a port
   */
  constructor(
    port: number,
    private readonly more: readonly string[] = [],
  ) {
    this.#hosts = new Set(LOOPBACK_NAMES.flatMap((name) => hostsAt(name, port)));
  }

  /** Whether a value of the header `Host` is accepted. */
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
