import { describe, expect, it } from '@jest/globals';
import { isOnThisMachine, unreachableBecause } from '../../lib/options/url-reachability.js';

const MACHINE = 'it is on this machine';
const PRIVATE = 'it is in a private network';
const RESERVED = 'it is a reserved address';
const NO_DOMAIN = 'its name has no domain';
const LOCAL = 'its name is used in local networks only';

describe('Whether a URL can be reached from the internet:', () => {
  it.each<[string, string | undefined]>([
    ['https://shop.example', undefined],
    ['https://shop.la:8443/api', undefined],
    ['http://8.8.8.8', undefined],
    ['http://172.32.0.1', undefined],
    ['http://172.15.255.255', undefined],
    ['http://100.128.0.1', undefined],
    ['http://192.169.0.1', undefined],
    ['http://11.0.0.1', undefined],
    ['http://[2606:4700::1111]', undefined],
    ['https://local.example', undefined],
    ['https://localhost.example', undefined],
    ['http://localhost:3000', MACHINE],
    ['http://LOCALHOST', MACHINE],
    ['http://localhost.', MACHINE],
    ['http://shop.localhost', MACHINE],
    ['http://127.0.0.1', MACHINE],
    ['http://127.1.2.3', MACHINE],
    ['http://127.1', MACHINE],
    ['http://2130706433', MACHINE],
    ['http://0x7f.0.0.1', MACHINE],
    ['http://0.0.0.0:3000', MACHINE],
    ['http://[::1]:3000', MACHINE],
    ['http://[::]', MACHINE],
    ['http://[::ffff:127.0.0.1]', MACHINE],
    ['http://10.0.0.1', PRIVATE],
    ['http://172.16.0.1', PRIVATE],
    ['http://172.31.255.255', PRIVATE],
    ['http://192.168.1.20:3000', PRIVATE],
    ['http://100.64.0.1', PRIVATE],
    ['http://169.254.1.1', PRIVATE],
    ['http://[fd12:3456::1]', PRIVATE],
    ['http://[fe80::1]', PRIVATE],
    ['http://[::ffff:10.0.0.1]', PRIVATE],
    ['http://192.0.2.1', RESERVED],
    ['http://224.0.0.1', RESERVED],
    ['http://255.255.255.255', RESERVED],
    ['http://[2001:db8::1]', RESERVED],
    ['http://sandbox:4010', NO_DOMAIN],
    ['http://shop', NO_DOMAIN],
    ['http://shop.local', LOCAL],
    ['http://shop.LOCAL.', LOCAL],
    ['http://host.docker.internal:3000', LOCAL],
    ['http://shop.test', LOCAL],
    ['http://nas.home.arpa', LOCAL],
    ['http://router.lan', LOCAL],
    ['http://shop.svc.cluster.local', LOCAL],
    ['http://shop.invalid', LOCAL],
  ])('%s: %s', (address, reason) => {
    expect(unreachableBecause(address)).toBe(reason);
    expect(isOnThisMachine(address)).toBe(reason === MACHINE);
  });
});
