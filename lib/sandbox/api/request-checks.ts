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

/** The only client that may call the API. */
export interface ApiClient {
  readonly appId: string;
  readonly merchantId: string;
}

/** Standard Base64 with padding, on one line (inferred, protocol 3). */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The checks of every call of the API. */
export class RequestChecks {
  constructor(
    private readonly client: ApiClient,
    private readonly merchantKeys: RsaVerifier,
  ) {}

  /**
   * Returns the verified parameters of a request.
   *
   * @throws {Refusal} a parameter is missing or invalid, or the request is not of this merchant or
   * not signed by it
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
        `appId must be ${this.client.appId}, the one of this sandbox`,
      );
    }
    if (merchantId !== this.client.merchantId) {
      throw new Refusal(
        'UNKNOWN_MERCHANT',
        `merchantId must be ${this.client.merchantId}, the one of this sandbox`,
      );
    }
  }

  #verify(request: LosslessObject): VerifiedFields {
    if (!BASE64.test(String(request['sign']))) {
      throw new Refusal(
        'INVALID_SIGNATURE',
        'sign must be standard Base64 with padding, on one line',
      );
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
