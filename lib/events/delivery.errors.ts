/** No listener is registered for the event: an acknowledgement would lose it. */
export class NoListenerError extends Error {
  override readonly name = 'NoListenerError';
}

/** Another delivery of the same event is in progress. */
export class DeliveryInProgressError extends Error {
  override readonly name = 'DeliveryInProgressError';
}

/** The event cannot be handled now: a time limit is over, the claim was lost, or the app is closing. */
export class UnavailableError extends Error {
  override readonly name: string = 'UnavailableError';
}

/** The app is closing: nothing new is started. */
export class ClosingError extends UnavailableError {
  constructor() {
    super('the app is closing');
  }
}
