import { loadPlatformKeys } from '../core/keys/load-platform-keys.js';
import { loadPrivateKey } from '../core/keys/rsa-key.js';
import { MerchantSigner } from '../core/signature/merchant-signer.js';
import { PlatformKeys } from '../core/signature/platform-keys.js';
import type { NewPayModuleOptions } from './newpay-options.interface.js';
import { requireGiven } from './option-checks.js';

/** What a registration signs and verifies with. */
export interface ResolvedKeys {
  readonly signer: MerchantSigner;
  readonly platformKeys: PlatformKeys;
}

/** @throws {NewPayConfigurationError} a key is missing or wrong; nothing of it is in the message */
export function resolveKeys({ privateKey, platformPublicKey }: NewPayModuleOptions): ResolvedKeys {
  requireGiven('privateKey', privateKey);
  requireGiven('platformPublicKey', platformPublicKey);
  return {
    signer: new MerchantSigner(loadPrivateKey(privateKey, 'privateKey')),
    platformKeys: new PlatformKeys(loadPlatformKeys(platformPublicKey)),
  };
}
