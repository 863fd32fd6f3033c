import { Inject, Injectable } from '@nestjs/common';
import type { VerifiedFields } from '../protocol/signature/signed-message.js';
import { withoutFullStop } from '../errors/visible-text.js';
import {
  NewPayGatewayError,
  NewPaySignatureError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  type NewPayUnknownOutcomeSubject,
} from '../errors/index.js';
import type { NewPayMessageKind } from '../protocol/v1/documented-fields.js';
import { requireMessage } from '../protocol/v1/message-kind.js';
import { NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import type { GatewayOptions } from '../options/resolved-options.interface.js';
import type { NewPayResponseInfo } from '../options/newpay-hooks.interface.js';
import { Telemetry } from '../observability/telemetry.js';
import { messageOf } from '../errors/message-of.js';
import { GatewayClient, NoAnswerError, type GatewayFields } from './gateway-client.js';
import { readAnswer } from '../protocol/v1/answer.js';
import { requireSame } from '../protocol/v1/answer.js';
import { retryRead } from './retry-read.js';
import { withDeadline } from './with-deadline.js';

/** Turns a verified answer into its meaning; what it throws makes the answer untrustworthy. */
type Interpret<T> = (answer: VerifiedFields) => T;

/** One call of NewPay's API. */
export interface GatewayCall<T> {
  /** What the call is named to observers. */
  readonly name: string;
  /** The full address. */
  readonly url: string;
  readonly fields: GatewayFields;
  /** What the answer must be. */
  readonly kind: NewPayMessageKind;
  readonly interpret: Interpret<T>;
}

/** Calls NewPay and says in the contract's errors what a fault means: for reads and for writes. */
@Injectable()
export class Gateway {
  constructor(
    private readonly client: GatewayClient,
    private readonly telemetry: Telemetry,
    @Inject(NEWPAY_OPTIONS) private readonly options: GatewayOptions,
  ) {}

  /**
   * A call that changes something. Sent once.
   *
   * @param subject what to query when the outcome is unknown
   * @throws {NewPayGatewayError} NewPay said no
   * @throws {NewPayTransportError} no connection was opened: certainly no effect
   * @throws {NewPayUnknownOutcomeError} anything else
   */
  async write<T>(call: GatewayCall<T>, subject: NewPayUnknownOutcomeSubject): Promise<T> {
    try {
      return await withDeadline(this.options.timeout, (deadline) => this.#call(call, deadline));
    } catch (error) {
      if (error instanceof NewPayGatewayError || error instanceof NewPayTransportError) {
        throw error;
      }
      throw new NewPayUnknownOutcomeError(subject, messageOf(error), { cause: error });
    }
  }

  /**
   * A call that changes nothing, so that every fault of it had no effect. Repeated on network faults,
   * within `timeout`.
   *
   * @throws {NewPayGatewayError} NewPay said no
   * @throws {NewPaySignatureError} the answer is not NewPay's
   * @throws {NewPayTransportError} no answer that can be read
   */
  async read<T>(call: GatewayCall<T>): Promise<T> {
    try {
      return await withDeadline(this.options.timeout, (deadline) =>
        retryRead(() => this.#call(call, deadline), deadline),
      );
    } catch (error) {
      if (
        error instanceof NewPayGatewayError ||
        error instanceof NewPaySignatureError ||
        error instanceof NewPayTransportError
      ) {
        throw error;
      }
      throw new NewPayTransportError(
        `NewPay gave no usable answer: ${withoutFullStop(messageOf(error))}. Nothing was changed, trying again is safe.`,
        { cause: error },
      );
    }
  }

  #call<T>(
    { name, url, fields: sent, kind, interpret }: GatewayCall<T>,
    deadline: AbortSignal,
  ): Promise<T> {
    const attempt = async () => {
      const answer = await this.client.post(url, sent, deadline);
      const { verifier, merchantId, ignoreFields } = this.options;
      const fields = readAnswer(answer, verifier);
      requireMessage(fields, kind, ignoreFields);
      // No page lists it; where it is signed it says whose the message is.
      requireSame('merchantId', fields.get('merchantId') ?? merchantId, merchantId);
      return interpret(fields);
    };
    return this.telemetry.call(name, attempt, outcomeOf);
  }
}

function outcomeOf(error: unknown): NewPayResponseInfo['outcome'] {
  if (error instanceof NewPayGatewayError) {
    return 'refused';
  }
  if (error instanceof NewPayTransportError) {
    return 'unreached';
  }
  return error instanceof NoAnswerError ? 'unanswered' : 'untrusted';
}
