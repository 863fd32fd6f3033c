import { HttpStatus, Inject, Injectable, type Logger } from '@nestjs/common';
import { quoteName, LosslessJsonError } from '../protocol/json/lossless-json.js';
import { NewPaySignatureError, NewPayValidationError } from '../errors/index.js';
import { BodyError } from '../host/body-error.js';
import { decodeBody } from '../host/decode-body.js';
import { nodeRequestOf, type HostRequest } from '../host/host-request.js';
import { isUnread, readBody, tooLarge, type BodyStream } from '../host/read-body.js';
import { NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import { Telemetry } from '../observability/telemetry.js';
import { messageOf } from '../errors/message-of.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { NewPayCallbackException } from './callback-exception.js';
import { CallbackExchange } from './callback-exchange.js';
import { CallbackVerifier, ForeignCallbackError } from './callback-verifier.js';
import { LostBodyError, receivedBody } from './received-body.js';
import { rememberVerified } from './verified-callbacks.js';

/** Accepts a request only if its body is an authentic callback of NewPay's for this registration. */
@Injectable()
export class CallbackGate {
  readonly #logger: Logger;

  constructor(
    private readonly verifier: CallbackVerifier,
    private readonly telemetry: Telemetry,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor({ name: 'NewPayCallbackGuard' }, registration);
  }

  /**
   * Verifies the body of a request. Waits only where nobody has read the body yet.
   *
   * @throws {NewPayCallbackException} it is not authentic, or cannot be read: 400, 401, 403, 413 or 500
   */
  admit(request: HostRequest): void | Promise<void> {
    const begin = CallbackExchange.find(request)?.begin ?? performance.now();
    const bytes = receivedBody(request);
    if (bytes) {
      this.#verify(request, bytes, begin);
      return undefined;
    }
    const stream = nodeRequestOf(request);
    if (!isUnread(stream)) {
      throw this.refuse(new LostBodyError(request), request, begin);
    }
    return new Promise((resolve, reject) => {
      this.readBody(stream, stream.headers['content-encoding'], (error, read) => {
        try {
          if (error) {
            throw this.refuse(error, request, begin);
          }
          resolve(this.#verify(request, read, begin));
        } catch (refusal) {
          reject(refusal);
        }
      });
    });
  }

  /**
   * Reads and decodes a body, up to this registration's limit.
   *
   * @param done gets the decoded bytes, and those that came over the wire
   */
  readBody(
    stream: BodyStream,
    encoding: string | undefined,
    done: (error: BodyError | undefined, bytes: Buffer, wire: Buffer) => void,
  ): void {
    const { maxBytes } = this.registration;
    readBody(stream, maxBytes, (fault, wire) => {
      if (fault) {
        done(fault, wire, wire);
      } else {
        decodeBody(wire, encoding, maxBytes, (error, bytes) => done(error, bytes, wire));
      }
    });
  }

  /** Logs a refusal and tells it to the hook; the exception answers it. */
  refuse(error: unknown, request: HostRequest, begin: number): NewPayCallbackException {
    const status = statusOf(error);
    const reason =
      messageOf(error) + (error instanceof LosslessJsonError ? typeNoteOf(request) : '');
    const message = `Callback refused (${status}): ${reason}`;
    // A forged callback is an outsider's doing, and must not wake anybody: a fault of ours must.
    if (status === HttpStatus.INTERNAL_SERVER_ERROR) {
      this.#logger.error(message);
    } else {
      this.#logger.warn(message);
    }
    const durationMs = performance.now() - begin;
    this.telemetry.callbackEnded({ status, orderNo: undefined, reason, durationMs });
    return new NewPayCallbackException(status, message, { cause: error });
  }

  #verify(request: HostRequest, bytes: Uint8Array, begin: number): void {
    const exchange = CallbackExchange.find(request);
    exchange?.restore?.();
    try {
      if (exchange && bytes.length > this.registration.maxBytes) {
        throw tooLarge(this.registration.maxBytes);
      }
      if (bytes.length === 0) {
        throw new BodyError(HttpStatus.BAD_REQUEST, 'it is not JSON: the body is empty');
      }
      rememberVerified(request, { callback: this.verifier.verify(bytes), begin });
    } catch (error) {
      throw this.refuse(error, request, begin);
    }
  }
}

function statusOf(error: unknown): HttpStatus {
  if (error instanceof BodyError) {
    return error.status ?? HttpStatus.BAD_REQUEST;
  }
  if (error instanceof LosslessJsonError || error instanceof NewPayValidationError) {
    return HttpStatus.BAD_REQUEST;
  }
  if (error instanceof NewPaySignatureError) {
    return HttpStatus.UNAUTHORIZED;
  }
  return error instanceof ForeignCallbackError
    ? HttpStatus.FORBIDDEN
    : HttpStatus.INTERNAL_SERVER_ERROR;
}

/** The Content-Type of what is not JSON in UTF-8, when it is what says why. */
function typeNoteOf({ headers }: HostRequest): string {
  const type = headers['content-type'];
  if (type === undefined) {
    return '; it has no Content-Type';
  }
  return /^application\/json\s*(;\s*charset="?utf-?8"?\s*)?$/i.test(type)
    ? ''
    : `; its Content-Type is ${quoteName(type)}`;
}
