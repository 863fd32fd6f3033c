/** The server rejects a request with this HTTP status. */
export class RequestRefusal extends Error {
  override readonly name = 'RequestRefusal';

  constructor(
    readonly status: 403 | 413,
    message: string,
  ) {
    super(message);
  }
}
