import { generateKeyPair, randomBytes, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const generateKeys = promisify(generateKeyPair);

interface RsaKeys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** The one merchant of a sandbox and the two key pairs that stand between them. */
export interface SandboxAccount {
  readonly appId: string;
  readonly merchantId: string;
  /** Signs the merchant's requests. */
  readonly merchantKeys: RsaKeys;
  /** Signs the sandbox's answers and callbacks. */
  readonly platformKeys: RsaKeys;
  /** What the platform signed with before; made when it is first asked for, since a key takes time. */
  readonly oldPlatformKeys: () => Promise<RsaKeys>;
}

/** Opens an account with ids like NewPay's own (32 hex digits, protocol 4.1) and fresh keys. */
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
