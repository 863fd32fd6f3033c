import { createPublicKey, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { loadPrivateKey } from '../protocol/keys/rsa-key.js';
import type { NewPaySandboxAccount } from './newpay-sandbox-options.interface.js';

const generateKeys = promisify(generateKeyPair);

interface RsaKeys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** The only merchant of a sandbox, and the key pairs of both sides. */
export interface SandboxAccount {
  readonly appId: string;
  readonly merchantId: string;
  /** Signs the merchant's requests. */
  readonly merchantKeys: RsaKeys;
  /** Signs the sandbox's answers and callbacks. */
  readonly platformKeys: RsaKeys;
  /**
   * The previous key pair of the platform; generated at the first call, because this takes time.
   */
  readonly oldPlatformKeys: () => Promise<RsaKeys>;
}

/**
 * Opens an account: the given one, or one with new keys and with IDs in NewPay's format (32 hex
 * digits, protocol 4.1).
 *
 * @throws {RangeError} an ID is missing
 * @throws {NewPayConfigurationError} a key is not valid
 */
export async function openAccount(given?: NewPaySandboxAccount): Promise<SandboxAccount> {
  let oldKeys: Promise<RsaKeys> | undefined;
  const oldPlatformKeys = () => (oldKeys ??= generateRsaKeys());
  return { ...(given ? readAccount(given) : await newAccount()), oldPlatformKeys };
}

async function newAccount(): Promise<Omit<SandboxAccount, 'oldPlatformKeys'>> {
  const [merchantKeys, platformKeys] = await Promise.all([generateRsaKeys(), generateRsaKeys()]);
  return { appId: newId(), merchantId: newId(), merchantKeys, platformKeys };
}

function readAccount(given: NewPaySandboxAccount): Omit<SandboxAccount, 'oldPlatformKeys'> {
  const { appId, merchantId } = given;
  if (!appId || !merchantId) {
    throw new RangeError('account must have an appId and a merchantId');
  }
  return {
    appId,
    merchantId,
    merchantKeys: keysOf(given.privateKey, 'account.privateKey'),
    platformKeys: keysOf(given.platformPrivateKey, 'account.platformPrivateKey'),
  };
}

function keysOf(material: string, option: string): RsaKeys {
  const privateKey = loadPrivateKey(material, option);
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function generateRsaKeys(): Promise<RsaKeys> {
  return generateKeys('rsa', { modulusLength: 2048 });
}

function newId(): string {
  return randomBytes(16).toString('hex');
}
