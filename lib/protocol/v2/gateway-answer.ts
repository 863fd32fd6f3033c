import type { RsaVerifier } from '../signature/rsa-verifier.js';
import { isWrongSignature } from '../signature/signed-message.js';
import { readSuccess, type GatewayAnswer } from '../v1/gateway-answer.js';
import type { MessageFields } from './message-kind.js';
import type { NestedForms } from './nested-form.js';
import { SignedV2Message } from './signed-v2-message.js';

/** The fields of an answer of API v2. */
export interface V2Answer {
  readonly fields: MessageFields;
  /** Whether the signature was verified; `false` when only the connection vouches for the answer. */
  readonly isVerified: boolean;
}

/** How the answers of API v2 are verified. */
export interface V2Verification {
  readonly verifier: RsaVerifier;
  readonly forms: NestedForms;
  /** Whether an answer is believed whose signature fits no form because it has an object inside. */
  readonly isVouchedFor: boolean;
}

/**
 * Reads the envelope and verifies the signature inside `data` (protocol 6).
 *
 * @throws {NewPayGatewayError} NewPay said no
 * @throws {NewPaySignatureError} NewPay said yes, but `data` is not signed with its key
 * @throws {NewPayValidationError} the signed text has a second reading
 * @throws {CallFailure} HTTP 5xx (`gateway-fault`); or the answer says neither yes nor no
 * (`untrustworthy`)
 */
export function readV2Answer(
  answer: GatewayAnswer,
  { verifier, forms, isVouchedFor }: V2Verification,
): V2Answer {
  return readSuccess(answer, (object, isReprintable) => {
    const received = { object, isReprintable, bytes: answer.body, isEnveloped: true };
    const message = new SignedV2Message(received);
    try {
      return { fields: message.verify(verifier, forms), isVerified: true };
    } catch (error) {
      if (isVouchedFor && message.hasNested && isWrongSignature(error)) {
        return { fields: message.unverifiedFields, isVerified: false };
      }
      throw error;
    }
  });
}
