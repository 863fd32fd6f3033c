import type { HttpStatus } from '@nestjs/common';

/** Why the body of a request could not be read. */
export class BodyError extends Error {
  override readonly name = 'BodyError';

  constructor(
    /** `undefined` when nobody is there any more to be answered. */
    readonly status: HttpStatus | undefined,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
