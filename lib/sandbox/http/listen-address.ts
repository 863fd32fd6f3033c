import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isWebAddress } from '../../protocol/web-address.js';

/** Loopback only, because anyone who can reach a sandbox can pay its orders. */
export const LOOPBACK = '127.0.0.1';

/** All addresses of this machine. */
const ANY: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * Applies the default of the option `host`.
 *
 * @throws {RangeError} it is not an IP address
 */
export function resolveHost(host: string = LOOPBACK): string {
  if (isIP(host) === 0) {
    throw new RangeError(
      `host must be an IP address of this machine, such as "127.0.0.1" or "0.0.0.0" (all), not ${JSON.stringify(host)}`,
    );
  }
  return host;
}

/**
 * Checks the option `baseUrl`, and returns it without a trailing slash.
 *
 * @throws {RangeError} it is not an http(s) URL without a path
 */
export function resolveBaseUrl(baseUrl: string | undefined): string | undefined {
  if (baseUrl === undefined) {
    return undefined;
  }
  if (!isWebAddress(baseUrl) || new URL(baseUrl).href !== `${new URL(baseUrl).origin}/`) {
    throw new RangeError(
      `baseUrl must be an http(s) URL without a path, such as "http://192.168.1.5:4010", not ${JSON.stringify(baseUrl)}`,
    );
  }
  return new URL(baseUrl).origin;
}

/** Whether only this machine can reach a listening address. */
export function isLoopback(host: string): boolean {
  return host === '::1' || host.startsWith('127.') || host.startsWith('::ffff:127.');
}

/** The base URL of a server: for all addresses, with the one that this machine has in its network. */
export function baseUrlOf(host: string, port: number, interfaces = networkInterfaces()): string {
  return urlOf(ANY.has(host) ? networkAddress(interfaces) : host, port);
}

/** The base URL of a server for programs on this machine. */
export function localUrlOf(host: string, port: number): string {
  return urlOf(ANY.has(host) ? LOOPBACK : host, port);
}

function urlOf(address: string, port: number): string {
  return `http://${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
}

/** The IPv4 address of this machine in its network; the loopback address if it has none. */
function networkAddress(interfaces: ReturnType<typeof networkInterfaces>): string {
  const addresses = Object.values(interfaces).flat();
  const outside = addresses.find((address) => address?.family === 'IPv4' && !address.internal);
  return outside?.address ?? LOOPBACK;
}
