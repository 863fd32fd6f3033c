import { BlockList, isIP } from 'node:net';
import { parseAddress } from '../protocol/web-address.js';

const LOOPBACK = 'it is on this machine';
const PRIVATE = 'it is in a private network';
const RESERVED = 'it is a reserved address';
/**
 * Suffixes that the public DNS does not resolve (RFC 6761, 6762, 8375, 9476, and common router
 * names).
 */
const LOCAL_NAME =
  /\.(?:local|localdomain|internal|intranet|lan|home|corp|private|test|invalid|home\.arpa|onion|alt)$/;

/** IP ranges (RFC 6890), narrower ones first. */
const RANGES: readonly (readonly [reason: string, ranges: readonly string[]])[] = [
  [LOOPBACK, ['127.0.0.0/8', '0.0.0.0/32', '::1/128', '::/128']],
  [
    PRIVATE,
    [
      '10.0.0.0/8',
      '172.16.0.0/12',
      '192.168.0.0/16',
      '100.64.0.0/10',
      '169.254.0.0/16',
      'fc00::/7',
      'fe80::/10',
      'fec0::/10',
    ],
  ],
  [
    RESERVED,
    [
      '0.0.0.0/8',
      '192.0.0.0/24',
      '192.0.2.0/24',
      '198.18.0.0/15',
      '198.51.100.0/24',
      '203.0.113.0/24',
      '224.0.0.0/3',
      '100::/64',
      '2001:db8::/32',
      'ff00::/8',
    ],
  ],
];
const LISTS = RANGES.map(([reason, ranges]) => ({ reason, list: listOf(ranges) }));

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** Whether a URL is of this machine, so that requests to it do not leave it. */
export function isOnThisMachine(address: string): boolean {
  return reasonOf(hostOf(address)) === LOOPBACK;
}

/**
 * Why a URL cannot be reached from the internet, as a phrase for a message; `undefined` when its
 * host name does not tell.
 */
export function unreachableBecause(address: string): string | undefined {
  return reasonOf(hostOf(address));
}

/** The host, without the brackets of IPv6 and without a trailing dot; `''` when there is none. */
function hostOf(address: string): string {
  return (parseAddress(address)?.hostname ?? '').replaceAll(/^\[|\]$|\.$/g, '');
}

function reasonOf(host: string): string | undefined {
  const version = isIP(host);
  if (version === 0) {
    return reasonOfName(host);
  }
  return LISTS.find(({ list }) => list.check(host, version === 6 ? 'ipv6' : 'ipv4'))?.reason;
}

function reasonOfName(name: string): string | undefined {
  if (name === 'localhost' || name.endsWith('.localhost')) {
    return LOOPBACK;
  }
  if (!name.includes('.')) {
    return 'its name has no domain';
  }
  return LOCAL_NAME.test(name) ? 'its name is used in local networks only' : undefined;
}
