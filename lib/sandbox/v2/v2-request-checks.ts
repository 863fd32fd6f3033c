import type { LosslessObject } from '../../protocol/json/lossless-json.js';
import { LosslessJsonError } from '../../protocol/json/lossless-json.js';
import type { RsaVerifier } from '../../protocol/signature/rsa-verifier.js';
import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import { stringToSign } from '../../protocol/signature/string-to-sign.js';
import { NestedForms, type NewPayNestedForm } from '../../protocol/v2/nested-form.js';
import { SignedV2Message } from '../../protocol/v2/signed-v2-message.js';
import { Refusal } from '../api/envelope.js';
import { requireParameters, type Parameter } from '../api/parameters.js';
import type { ApiClient } from '../api/request-checks.js';

/** A request, parsed and as it was received. */
export interface V2Request {
  readonly object: LosslessObject;
  readonly bytes: Uint8Array;
}

/** The checks of every call of API v2. */
export class V2RequestChecks {
  constructor(
    private readonly client: ApiClient,
    private readonly merchantKeys: RsaVerifier,
    /** The only form in which an object of a request may be signed. */
    private readonly nested: NewPayNestedForm,
  ) {}

  /**
   * Returns the verified parameters of a request.
   *
   * @throws {Refusal} a parameter is missing or invalid, or the request is not of this merchant or not
   * signed by it
   */
  pass(request: V2Request, parameters: Readonly<Record<string, Parameter>>): VerifiedFields {
    const { object } = request;
    requireParameters(object, parameters);
    this.#requireOwn('appId', object, this.client.appId, 'UNKNOWN_APP');
    if ('mchId' in parameters) {
      this.#requireOwn('mchId', object, this.client.merchantId, 'UNKNOWN_MERCHANT');
    }
    return this.#verify(request);
  }

  #requireOwn(
    name: string,
    object: LosslessObject,
    own: string,
    code: 'UNKNOWN_APP' | 'UNKNOWN_MERCHANT',
  ): void {
    if (object[name] !== own) {
      throw new Refusal(code, `${name} must be ${own}, the one of this sandbox`);
    }
  }

  #verify(request: V2Request): VerifiedFields {
    try {
      const message = new SignedV2Message(request);
      try {
        return message.verify(this.merchantKeys, new NestedForms(this.nested));
      } catch (error) {
        if (error instanceof LosslessJsonError) {
          throw error;
        }
        const [signed] = message.signingForms([this.nested]);
        throw new Refusal(
          'INVALID_SIGNATURE',
          `sign is not the merchant's SHA256withRSA signature over this string, in the form "${this.nested}": ` +
            stringToSign(signed?.params ?? new Map()),
        );
      }
    } catch (error) {
      throw error instanceof LosslessJsonError
        ? new Refusal('MALFORMED_REQUEST', `The request cannot be verified: ${error.message}`)
        : error;
    }
  }
}
