import type { RsaSigner } from '../../protocol/signature/rsa-signer.js';

/** A callback that is not signed yet. */
export interface CallbackMessage {
  /**
   * Signs and prints it.
   *
   * @param isTampered whether its status is inverted after signing
   */
  body(signer: RsaSigner, isTampered: boolean): Promise<string>;
}
