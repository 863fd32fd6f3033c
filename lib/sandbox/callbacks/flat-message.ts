import type { RsaSigner } from '../../protocol/signature/rsa-signer.js';
import type { CallbackMessage } from './callback-message.interface.js';
import { printFields, withSignature, type CallbackField } from './callback-text.js';

/** A callback of API v1: `sign` is beside the fields (protocol 5). */
export class FlatMessage implements CallbackMessage {
  constructor(private readonly fields: readonly CallbackField[]) {}

  async body(signer: RsaSigner, isTampered: boolean): Promise<string> {
    const signed = await withSignature(this.fields, signer);
    return printFields(isTampered ? signed.map(tamper) : signed);
  }
}

/** Changes a failure into a success, as an attacker would, and a success into a failure. */
function tamper([name, value]: CallbackField): CallbackField {
  return name === 'transStatus' ? [name, 1 - Number(value)] : [name, value];
}
