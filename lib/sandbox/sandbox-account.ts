import { generateKeyPair, randomBytes, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

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
 * Creates an account with new keys and with IDs in NewPay's format (32 hex digits, protocol 4.1).
 */
export async function openAccount(): Promise<SandboxAccount> {
  const [merchantKeys, platformKeys] = await Promise.all([generateRsaKeys(), generateRsaKeys()]);
  let oldKeys: Promise<RsaKeys> | undefined;
  return {
    appId: newId(),
    merchantId: newId(),
    merchantKeys,
    platformKeys,
    oldPlatformKeys: () => (oldKeys ??= generateRsaKeys()),
  };
}

function generateRsaKeys(): Promise<RsaKeys> {
  return generateKeys('rsa', { modulusLength: 2048 });
}

function newId(): string {
  return randomBytes(16).toString('hex');
}
