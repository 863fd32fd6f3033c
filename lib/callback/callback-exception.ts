import { HttpException, type HttpStatus } from '@nestjs/common';
import { visibleText } from '../errors/escape-invisible.js';
import { REJECTION } from '../protocol/acknowledgement.js';

/**
 * Thrown to reject a callback: NewPay then delivers it again. Nest answers with the status and
 * `{"transResult":"FAIL"}`. The message is for the log and is never sent.
 *
 * @publicApi
 */
export class NewPayCallbackException extends HttpException {
  /** Invisible characters of `message` are escaped. `options` can have a `cause`. */
  constructor(status: HttpStatus, message: string, options?: { cause?: unknown }) {
    super({ ...REJECTION }, status, options);
    this.message = visibleText(message);
  }
}
