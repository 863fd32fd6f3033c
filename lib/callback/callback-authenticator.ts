import { Inject, Injectable, type Logger } from '@nestjs/common';
import { NewPaySignatureError } from '../errors/index.js';
import { messageOf } from '../errors/error-message.js';
import { isInstance } from '../errors/is-instance.js';
import { BodyTooLargeError, LostBodyError, UnreadableBodyError } from '../host/body.errors.js';
import { readerOf } from '../host/body-consumer-name.js';
import { keptBody, nodeRequestOf, type HostRequest } from '../host/host-request.js';
import { isUnread } from '../host/read-body.js';
import { Telemetry } from '../observability/telemetry.js';
import type { CallbackOptions } from '../options/resolved-options.interface.js';
import { CLOCK_SKEW_TOLERANCE } from '../options/resolve-replay-protection.js';
import {
  LosslessJsonError,
  parseLosslessJson,
  quoteName,
  type LosslessJson,
  type LosslessObject,
} from '../protocol/json/lossless-json.js';
import {
  SignedMessage,
  isWrongSignature,
  type VerifiedFields,
} from '../protocol/signature/signed-message.js';
import { isRefund, readV2Callback } from '../protocol/v2/callback.js';
import {
  looksLikeV2,
  SignedV2Message,
  type ReceivedMessage,
} from '../protocol/v2/signed-v2-message.js';
import { verifiedCallback, type NewPayVerifiedCallback } from '../protocol/v1/callback.js';
import {
  NEWPAY_CLOCK,
  NEWPAY_OPTIONS,
  NEWPAY_REGISTRATION,
} from '../registration/newpay.tokens.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { BodyReader } from './body-reader.js';
import { NewPayCallbackException } from './callback-exception.js';
import { hintOf, type CallbackHint } from './callback-hint.js';
import { CallbackExchange } from './callback-exchange.js';
import { ForeignCallbackError, rejectionOf } from './callback-status.js';
import { setVerifiedCallback } from './newpay-callback.decorator.js';

/** Accepts a request only if its body is an authentic NewPay callback for this registration. */
@Injectable()
export class CallbackAuthenticator {
  readonly #logger: Logger;

  constructor(
    @Inject(NEWPAY_OPTIONS) private readonly options: CallbackOptions,
    @Inject(NEWPAY_CLOCK) private readonly now: () => number,
    private readonly telemetry: Telemetry,
    private readonly bodies: BodyReader,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor('NewPayCallback', registration);
  }

  /**
   * Verifies the body of a request and keeps the callback with it.
   *
   * @param takesHints whether a callback of API v2 whose signature fits no form may be kept as a hint, if
   * the option `v2.unverified` says so
   * @throws {NewPayCallbackException} the body is not authentic, or cannot be read
   */
  async authenticate(request: HostRequest, takesHints = false): Promise<void> {
    const exchange = CallbackExchange.find(request);
    const begin = performance.now();
    let body: Uint8Array | undefined;
    try {
      body = exchange?.body ?? (await this.#bodyOf(request, exchange));
      const message = exchange?.message ?? parseMessage(body);
      this.#verify(request, { ...message, bytes: body }, takesHints ? exchange : undefined);
    } catch (error) {
      throw this.reject(error, request, begin, body);
    }
  }

  /**
   * Logs a rejection and passes it to the hooks; the exception answers the request.
   *
   * @param body as far as it was read
   */
  reject(
    error: unknown,
    request: HostRequest,
    begin: number,
    body?: Uint8Array,
  ): NewPayCallbackException {
    const { status, level } = rejectionOf('authentication', error);
    const reason =
      messageOf(error) + (isInstance(error, LosslessJsonError) ? contentTypeNote(request) : '');
    const message = `Callback rejected (${status}): ${reason}`;
    this.#logger[level](message);
    this.telemetry.unverified({ status, reason, unverifiedBody: body });
    const exchange = CallbackExchange.find(request);
    if (exchange) {
      exchange.report(this.telemetry, status, reason);
    } else {
      const durationMs = performance.now() - begin;
      this.telemetry.callbackEnded({ status, orderNo: undefined, reason, durationMs });
    }
    return new NewPayCallbackException(status, message, { cause: error });
  }

  #verify(
    request: HostRequest,
    message: ReceivedMessage,
    hinted: CallbackExchange | undefined,
  ): void {
    try {
      setVerifiedCallback(request, verifyCallback(message, this.options, this.now()));
    } catch (error) {
      const hint = hinted && this.#hintOf(message, error);
      if (!hint) {
        throw error;
      }
      hinted.hint = hint;
    }
  }

  #hintOf(message: ReceivedMessage, error: unknown): CallbackHint | undefined {
    const { v2, appId } = this.options;
    if (!v2.asksForUnverified || !isWrongSignature(error) || !looksLikeV2(message.object)) {
      return undefined;
    }
    const fields = new SignedV2Message(message).unverifiedFields;
    return (fields.get('appId') ?? appId) === appId ? hintOf(fields) : undefined;
  }

  /** The bytes of a body that the callback's route did not take: those that the host kept, or unread. */
  async #bodyOf(request: HostRequest, exchange: CallbackExchange | undefined): Promise<Uint8Array> {
    const { maxBytes } = this.registration;
    const kept = keptBody(request);
    if (kept) {
      if (exchange && kept.length > maxBytes) {
        throw new BodyTooLargeError(maxBytes);
      }
      return kept;
    }
    const stream = nodeRequestOf(request);
    if (!isUnread(stream)) {
      throw new LostBodyError(readerOf(request));
    }
    const encoding = stream.headers['content-encoding'];
    return new Promise((resolve, reject) => {
      this.bodies.read(request, stream, { encoding, limit: maxBytes }, (error, body) =>
        error ? reject(error) : resolve(body),
      );
    });
  }
}

function parseMessage(body: Uint8Array): LosslessJson {
  if (body.length === 0) {
    throw new UnreadableBodyError('it is not JSON: the body is empty');
  }
  return parseLosslessJson(body);
}

/**
 * Turns the body of a request into a verified callback.
 *
 * @param now in milliseconds since the epoch
 * @throws {LosslessJsonError} a field cannot be part of a signature
 * @throws {NewPaySignatureError} it is unsigned, wrongly signed, or too old
 * @throws {ForeignCallbackError} it is signed, but for another `appId` or `merchantId`
 * @throws {NewPayValidationError} it is signed, but a field is missing or invalid, or it is another
 * message than a callback
 */
export function verifyCallback(
  message: ReceivedMessage,
  options: CallbackOptions,
  now: number,
): NewPayVerifiedCallback {
  return looksLikeV2(message.object)
    ? verifyV2Callback(message, options, now)
    : verifyV1Callback(message.object, options, now);
}

function verifyV1Callback(
  message: LosslessObject,
  options: CallbackOptions,
  now: number,
): NewPayVerifiedCallback {
  const fields = new SignedMessage(message).verify(options.verifier);
  requireOwnApp(fields, options);
  const callback = verifiedCallback(fields, options.ignoreFields);
  requireRecent(callback.occurredAt, options.replayWindow, now, 'timestamp');
  return callback;
}

function verifyV2Callback(
  message: ReceivedMessage,
  options: CallbackOptions,
  now: number,
): NewPayVerifiedCallback {
  const fields = new SignedV2Message(message).verify(options.verifier, options.v2.forms);
  // NewPay's pages list no `appId` for refunds: their callback only says what to query.
  if (!isRefund(fields) || fields.get('appId') !== undefined) {
    requireOwnApp(fields, options);
  }
  requireOwnMerchant(fields, options);
  const { callback, signedAt } = readV2Callback(fields, new Date(now));
  // The envelope's `timestamp` is not signed: it proves nothing.
  if (signedAt) {
    requireRecent(signedAt, options.replayWindow, now, 'paytime');
  }
  return callback;
}

function requireOwnApp(
  fields: VerifiedFields,
  { appId, merchantId }: Pick<CallbackOptions, 'appId' | 'merchantId'>,
): void {
  if (fields.get('appId') !== appId) {
    throw new ForeignCallbackError('it is for another "appId" than the configured one');
  }
  requireOwnMerchant(fields, { merchantId });
}

/** No page lists it. Where it is signed, it names the merchant of the message. */
function requireOwnMerchant(
  fields: VerifiedFields,
  { merchantId }: Pick<CallbackOptions, 'merchantId'>,
): void {
  for (const name of ['merchantId', 'mchId']) {
    if ((fields.get(name) ?? merchantId) !== merchantId) {
      throw new ForeignCallbackError(`it is for another "${name}" than the configured one`);
    }
  }
}

function requireRecent(
  occurredAt: Date,
  replayWindow: CallbackOptions['replayWindow'],
  now: number,
  field: 'timestamp' | 'paytime',
): void {
  if (replayWindow === false) {
    return;
  }
  const age = now - occurredAt.getTime();
  if (age > replayWindow) {
    throw new NewPaySignatureError(
      `It is too old to be believed: its "${field}" is ${age} ms ago, "replayWindow" is ${replayWindow} ms.`,
    );
  }
  if (-age > CLOCK_SKEW_TOLERANCE) {
    throw new NewPaySignatureError(
      `Its "${field}" is ${-age} ms ahead of this clock, more than ${CLOCK_SKEW_TOLERANCE} ms: check the clock.`,
    );
  }
}

/** The Content-Type of a body that is not JSON in UTF-8, if it can be the reason. */
function contentTypeNote({ headers }: HostRequest): string {
  const type = headers['content-type'];
  if (type === undefined) {
    return '; it has no Content-Type';
  }
  return /^application\/json\s*(;\s*charset="?utf-?8"?)?$/i.test(type)
    ? ''
    : `; its Content-Type is ${quoteName(type)}`;
}
