import type { KeyObject } from 'node:crypto';
import { NewPayConfigurationError } from '../../errors/index.js';
import type { NewPayKeyMaterial } from './key-material.js';
import { loadPublicKey } from './rsa-key.js';

/**
 * Parses NewPay's public key, or several of them.
 *
 * @throws {NewPayConfigurationError} one is not an RSA public key of at least 2048 bits, or there
 * is none; the message names the option `platformPublicKey` and holds nothing of the key
 */
export function loadPlatformKeys(
  material: NewPayKeyMaterial | readonly NewPayKeyMaterial[],
): readonly KeyObject[] {
  if (!Array.isArray(material)) {
    return [loadPublicKey(material as NewPayKeyMaterial, 'platformPublicKey')];
  }
  if (material.length === 0) {
    throw new NewPayConfigurationError('platformPublicKey', 'is an empty array: give a key');
  }
  const keys = material as readonly NewPayKeyMaterial[];
  return keys.map((key, index) =>
    // A single key is named without an index, because `newPayConfig` always returns an array.
    loadPublicKey(key, keys.length === 1 ? 'platformPublicKey' : `platformPublicKey[${index}]`),
  );
}
