/** The body is empty or incomplete, or is not encoded as its headers say. */
export class UnreadableBodyError extends Error {
  override readonly name = 'UnreadableBodyError';
}

/** The body is larger than the limit. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';

  constructor(limit: number) {
    super(`the body is larger than ${limit} bytes ("callback.maxBytes")`);
  }
}

/** The body was read before, and nobody kept its bytes. */
export class LostBodyError extends Error {
  override readonly name = 'LostBodyError';

  /** @param reader the name of the middleware that read it, if it is known */
  constructor(reader: string | undefined) {
    super(
      `the body was read before the guard ran${reader === undefined ? '' : `, by the middleware "${reader}"`}: ` +
        'keep its bytes in request.rawBody (NestFactory.create(AppModule, { rawBody: true }), or the ' +
        'option "verify" of the parser), or leave them in request.body as a Buffer',
    );
  }
}
