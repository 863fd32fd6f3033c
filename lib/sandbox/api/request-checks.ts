import type { RsaVerifier } from '../../protocol/signature/rsa-verifier.js';
import { SignedMessage, type VerifiedFields } from '../../protocol/signature/signed-message.js';
import { stringToSign } from '../../protocol/signature/string-to-sign.js';
import {
  textOf,
  LosslessJsonError,
  type LosslessObject,
} from '../../protocol/json/lossless-json.js';
import { Refusal } from './envelope.js';
import { requireParameters, type Parameter } from './parameters.js';

/** Who may call. */
export interface ApiClient {
  readonly appId: string;
  readonly merchantId: string;
}

/** Standard Base64 with padding, on one line (inferred, protocol 3). */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What every call of the API has to pass, whatever it asks for. */
export class RequestChecks {
  constructor(
    private readonly client: ApiClient,
    private readonly merchantKeys: RsaVerifier,
  ) {}

  /**
   * The parameters of a request that is complete, of this sandbox's merchant, and signed by it.
   *
   * @throws {Refusal} it is not
   */
  pass(request: LosslessObject, parameters: Readonly<Record<string, Parameter>>): VerifiedFields {
    requireParameters(request, parameters);
    this.#requireKnownClient(request);
    return this.#verify(request);
  }

  #requireKnownClient({ appId, merchantId }: LosslessObject): void {
    if (appId !== this.client.appId) {
      throw new Refusal(
        'UNKNOWN_APP',
        `appId is not this sandbox's: it must be ${this.client.appId}`,
      );
    }
    if (merchantId !== this.client.merchantId) {
      throw new Refusal(
        'UNKNOWN_MERCHANT',
        `merchantId is not this sandbox's: it must be ${this.client.merchantId}`,
      );
    }
  }

  #verify(request: LosslessObject): VerifiedFields {
    if (!BASE64.test(String(request['sign']))) {
      throw new Refusal('INVALID_SIGNATURE', 'sign must be standard Base64, padded, on one line');
    }
    try {
      return new SignedMessage(request).verify(this.merchantKeys);
    } catch (error) {
      throw error instanceof LosslessJsonError
        ? new Refusal('MALFORMED_REQUEST', `The request cannot be verified: ${error.message}`)
        : new Refusal(
            'INVALID_SIGNATURE',
            "sign is not the merchant's SHA256withRSA signature over this string: " +
              signedTextOf(request),
          );
    }
  }
}

function signedTextOf(request: LosslessObject): string {
  const fields = Object.entries(request).filter(([, value]) => value !== null);
  return stringToSign(new Map(fields.map(([name, value]) => [name, String(textOf(value))])));
}
