import { createPublicKey, type KeyObject } from 'node:crypto';
import { loadPlatformKeys } from '../protocol/keys/load-platform-keys.js';
import { loadPrivateKey } from '../protocol/keys/rsa-key.js';
import { RsaSigner } from '../protocol/signature/rsa-signer.js';
import { RsaVerifier } from '../protocol/signature/rsa-verifier.js';
import { NewPayConfigurationError } from '../errors/index.js';
import type { NewPayModuleOptions } from './newpay-options.interface.js';

/** The keys of a registration: `signer` has the merchant's, `verifier` NewPay's. */
export interface ResolvedKeys {
  readonly signer: RsaSigner;
  readonly verifier: RsaVerifier;
}

/** @throws {NewPayConfigurationError} a key is invalid; the message holds nothing of it */
export function resolveKeys({
  privateKey,
  platformPublicKey,
}: Pick<NewPayModuleOptions, 'privateKey' | 'platformPublicKey'>): ResolvedKeys {
  const own = loadPrivateKey(privateKey, 'privateKey');
  const keys = loadPlatformKeys(platformPublicKey);
  refuseOwnHalf(own, keys);
  return { signer: new RsaSigner(own), verifier: new RsaVerifier(keys) };
}

/** The two public keys are easily confused. With the merchant's own, no answer would verify. */
function refuseOwnHalf(privateKey: KeyObject, keys: readonly KeyObject[]): void {
  const own = createPublicKey(privateKey);
  const index = keys.findIndex((key) => key.equals(own));
  if (index !== -1) {
    throw new NewPayConfigurationError(
      keys.length === 1 ? 'platformPublicKey' : `platformPublicKey[${index}]`,
      'is the public half of your own "privateKey": put NewPay\'s public key here',
    );
  }
}
