import { HttpException, type HttpStatus } from '@nestjs/common';
import { visibleText } from '../errors/escape-invisible.js';
import { REJECTION } from '../protocol/acknowledgement.js';

/**
 * A callback is rejected: NewPay retries its delivery. Nest answers with the status and
 * `{"transResult":"FAIL"}`. The message is for the log and is never sent.
 *
 * @publicApi
 */
export class NewPayCallbackException extends HttpException {
  constructor(status: HttpStatus, message: string, options?: { cause?: unknown }) {
    super({ ...REJECTION }, status, options);
    this.message = visibleText(message);
  }
}
