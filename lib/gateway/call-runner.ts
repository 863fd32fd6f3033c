import { Inject, Injectable } from '@nestjs/common';
import {
  NewPayGatewayError,
  NewPaySignatureError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  type NewPayUnknownOutcomeSubject,
} from '../errors/index.js';
import { messageOf } from '../errors/error-message.js';
import { withoutFullStop } from '../errors/escape-invisible.js';
import { Telemetry } from '../observability/telemetry.js';
import type { NewPayResponseInfo } from '../options/newpay-hooks.interface.js';
import type { GatewayOptions } from '../options/resolved-options.interface.js';
import { CallFailure, failureKindOf, type CallFailureKind } from '../protocol/call-failure.js';
import { NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import { Deadline, type NewPayCallOptions } from './call-options.js';
import { retryRead } from './retry-read.js';

/** One attempt of a call, of whichever version of the API. */
export interface CallAttempt<T> {
  /** The name for hooks and spans. */
  readonly name: string;
  /** Sends the call and reads its answer; whatever it throws makes the answer untrustworthy. */
  readonly attempt: (deadline: Deadline) => Promise<T>;
}

const OUTCOMES: Readonly<Record<CallFailureKind, NewPayResponseInfo['outcome']>> = {
  refused: 'refused',
  'not-sent': 'unreached',
  'no-answer': 'unanswered',
  'gateway-fault': 'untrusted',
  untrustworthy: 'untrusted',
};

/**
 * Runs calls of NewPay's API: a write once, a read until its deadline. Turns each failure into the public
 * error that says whether to try again.
 */
@Injectable()
export class CallRunner {
  constructor(
    private readonly telemetry: Telemetry,
    @Inject(NEWPAY_OPTIONS) private readonly options: Pick<GatewayOptions, 'timeout'>,
  ) {}

  /**
   * Makes a call that changes something. It is sent once, never retried.
   *
   * @throws {NewPayGatewayError} NewPay refused it
   * @throws {NewPayTransportError} nothing was sent
   * @throws {NewPayUnknownOutcomeError} it was sent, and no trustworthy answer came
   */
  async write<T>(
    call: CallAttempt<T>,
    subject: NewPayUnknownOutcomeSubject,
    options: NewPayCallOptions,
  ): Promise<T> {
    const deadline = this.#deadlineOf(options);
    try {
      return await this.#run(call, deadline);
    } catch (error) {
      throw writeError(error, subject);
    } finally {
      deadline.clear();
    }
  }

  /**
   * Makes a call that changes nothing. It is retried on network failures, until its deadline.
   *
   * @throws {NewPayGatewayError} NewPay refused it
   * @throws {NewPaySignatureError} the answer is not signed by NewPay
   * @throws {NewPayTransportError} no usable answer came; trying again is safe
   */
  async read<T>(call: CallAttempt<T>, options: NewPayCallOptions): Promise<T> {
    const deadline = this.#deadlineOf(options);
    try {
      return await retryRead(() => this.#run(call, deadline), deadline);
    } catch (error) {
      throw readError(error);
    } finally {
      deadline.clear();
    }
  }

  #run<T>({ name, attempt }: CallAttempt<T>, deadline: Deadline): Promise<T> {
    return this.telemetry.call(name, () => attempt(deadline), outcomeOf);
  }

  #deadlineOf({ timeout = this.options.timeout, signal }: NewPayCallOptions): Deadline {
    return new Deadline(timeout, signal);
  }
}

function outcomeOf(error: unknown): NewPayResponseInfo['outcome'] {
  return OUTCOMES[failureKindOf(error)];
}

function writeError(error: unknown, subject: NewPayUnknownOutcomeSubject): Error {
  if (error instanceof NewPayGatewayError) {
    return error;
  }
  return isNotSent(error)
    ? notSentError(error)
    : new NewPayUnknownOutcomeError(subject, messageOf(error), { cause: error });
}

function readError(error: unknown): Error {
  if (error instanceof NewPayGatewayError || error instanceof NewPaySignatureError) {
    return error;
  }
  return isNotSent(error) ? notSentError(error) : noUsableAnswerError(error);
}

function isNotSent(error: unknown): error is CallFailure {
  return error instanceof CallFailure && error.kind === 'not-sent';
}

function notSentError({ message, cause }: CallFailure): NewPayTransportError {
  const sentence = withoutFullStop(message);
  return new NewPayTransportError(`${sentence}. Nothing was sent, trying again is safe.`, {
    cause,
  });
}

function noUsableAnswerError(error: unknown): NewPayTransportError {
  const reason = withoutFullStop(messageOf(error));
  return new NewPayTransportError(
    `NewPay gave no usable answer: ${reason}. Nothing was changed, trying again is safe.`,
    { cause: error },
  );
}

/**
 * Begins asynchronous work: what it throws at once is a rejection. An `async` function that returns the promise
 * of another one does the same, but is kept, with a promise of its own, until the work has ended.
 */
export function begin<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
}
