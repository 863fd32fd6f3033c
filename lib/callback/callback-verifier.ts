import { Inject, Injectable } from '@nestjs/common';
import { SignedMessage, type VerifiedFields } from '../protocol/signature/signed-message.js';
import { parseLosslessObject } from '../protocol/json/lossless-json.js';
import { NewPaySignatureError } from '../errors/index.js';
import { NEWPAY_CLOCK, NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import { CLOCK_SKEW_TOLERANCE } from '../options/resolve-replay-protection.js';
import type { CallbackOptions } from '../options/resolved-options.interface.js';
import { verifiedCallback, type NewPayVerifiedCallback } from '../protocol/v1/callback.js';

/** Signed by NewPay, but for another application than this registration's. */
export class ForeignCallbackError extends Error {
  override readonly name = 'ForeignCallbackError';
}

/** Turns the bytes of a request into a callback that can be believed. */
@Injectable()
export class CallbackVerifier {
  constructor(
    @Inject(NEWPAY_OPTIONS) private readonly options: CallbackOptions,
    @Inject(NEWPAY_CLOCK) private readonly now: () => number,
  ) {}

  /**
   * @throws {LosslessJsonError} the body cannot be read
   * @throws {NewPaySignatureError} it is unsigned, wrongly signed, or too old
   * @throws {ForeignCallbackError} it is well signed, for another `appId` or `merchantId`
   * @throws {NewPayValidationError} it is well signed, but a field is missing or
   * impossible, or it is another message than a callback
   */
  verify(rawBody: Uint8Array): NewPayVerifiedCallback {
    const fields = new SignedMessage(parseLosslessObject(rawBody)).verify(this.options.verifier);
    this.#requireOwnApp(fields);
    const callback = verifiedCallback(fields, this.options.ignoreFields);
    this.#requireRecent(callback.occurredAt);
    return callback;
  }

  #requireOwnApp(fields: VerifiedFields): void {
    if (fields.get('appId') !== this.options.appId) {
      throw new ForeignCallbackError('it is for another "appId" than the configured one');
    }
    // No page lists it; where it is signed it says whose the message is.
    const merchantId = fields.get('merchantId') ?? this.options.merchantId;
    if (merchantId !== this.options.merchantId) {
      throw new ForeignCallbackError('it is for another "merchantId" than the configured one');
    }
  }

  #requireRecent(occurredAt: Date): void {
    const { replayWindow } = this.options;
    if (replayWindow === false) {
      return;
    }
    const age = this.now() - occurredAt.getTime();
    if (age > replayWindow) {
      throw new NewPaySignatureError(
        `It is too old to be believed: its "timestamp" is ${age} ms ago, "replayWindow" is ${replayWindow} ms.`,
      );
    }
    if (-age > CLOCK_SKEW_TOLERANCE) {
      throw new NewPaySignatureError(
        `Its "timestamp" is ${-age} ms ahead of this clock, more than ${CLOCK_SKEW_TOLERANCE} ms: check the clock.`,
      );
    }
  }
}
