import { HttpException, type HttpStatus } from '@nestjs/common';
import { visibleText } from '../errors/visible-text.js';

/**
 * A callback is not acknowledged. Answers the status and `{"transResult":"FAIL"}` wherever Nest's
 * own exception handling is in place; the message is for the log and never sent.
 *
 * @publicApi
 */
export class NewPayCallbackException extends HttpException {
  constructor(status: HttpStatus, message: string, options?: { cause?: unknown }) {
    super({ transResult: 'FAIL' }, status, options);
    this.message = visibleText(message);
  }
}
