import type { RsaSigner } from '../../protocol/signature/rsa-signer.js';
import type { CallbackMessage } from '../callbacks/callback-message.interface.js';
import { envelopeText } from './envelope-text.js';
import { printSigned, type V2Data } from './signed-data.js';
import type { V2Settings } from './v2-settings.js';

/** A callback of API v2: in an envelope (protocol 6.6), or flat as in v1. */
export class V2Message implements CallbackMessage {
  constructor(
    private readonly data: V2Data,
    private readonly settings: V2Settings,
  ) {}

  async body(signer: RsaSigner, isTampered: boolean): Promise<string> {
    const { nested, callbacks } = this.settings;
    const signed = await printSigned(this.data, nested, signer);
    const text = isTampered ? tamper(signed) : signed;
    return callbacks === 'flat' ? text : envelopeText(text);
  }
}

/** Changes a failure into a success, as an attacker would, and a success into a failure. */
function tamper(data: string): string {
  // Inside of other values quotes are escaped, so only the field itself matches.
  return data.replace(
    /"(payStatus|refundStatus)":"(\w+)"/,
    (_all, name: string, word: string) => `"${name}":"${word === 'SUCCESS' ? 'FAIL' : 'SUCCESS'}"`,
  );
}
