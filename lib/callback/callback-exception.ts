import { HttpException, type HttpStatus } from '@nestjs/common';
import { visibleText } from '../core/wire/visible-text.js';

/** What NewPay reads as "not received": it delivers again (protocol 5). */
export const REFUSAL = { transResult: 'FAIL' } as const;

/** What NewPay reads as "received": it never delivers again (protocol 5). */
export const ACKNOWLEDGEMENT = { transResult: 'SUCCESS' } as const;

/**
 * A callback is not acknowledged. Answers the status and `{"transResult":"FAIL"}` wherever Nest's
 * own exception handling is in place; the message is for the log and never sent.
 *
 * @publicApi
 */
export class NewPayCallbackException extends HttpException {
  constructor(status: HttpStatus, message: string, options?: { cause?: unknown }) {
    super(REFUSAL, status, options);
    this.message = visibleText(message);
  }
}
