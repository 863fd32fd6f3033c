/** A request that the sandbox's server does not pass on, with the HTTP status that says so. */
export class RequestRefusal extends Error {
  override readonly name = 'RequestRefusal';

  constructor(
    readonly status: 403 | 413,
    message: string,
  ) {
    super(message);
  }
}
