/** The queue cannot be reached, or its answer is not a documented one: the outcome is unknown. */
export class QueueUnavailableError extends Error {
  override readonly name = 'QueueUnavailableError';
}
