/** Nobody listens to the event: to acknowledge it would lose it. */
export class NoListenerError extends Error {
  override readonly name = 'NoListenerError';
}

/** Another delivery of the same event is in progress. */
export class DeliveryInProgressError extends Error {
  override readonly name = 'DeliveryInProgressError';
}

/** The event could not be handled for now: the store is out of reach, a time limit is over, or the app is closing. */
export class UnavailableError extends Error {
  override readonly name: string = 'UnavailableError';
}
