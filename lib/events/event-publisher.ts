import type { NewPayEventReference } from './event-key.js';
import type { NewPayAnyEvent } from './event-names.js';

/** Takes an event to the host's listeners: directly, or by the queue of the option `queue`. */
export abstract class EventPublisher {
  /**
   * Directly: resolves when the listeners have finished the event, now or earlier. By a queue: resolves
   * when their jobs are stored.
   *
   * @throws {NoListenerError} no listener is registered for it
   * @throws whatever else `EventDelivery` or `QueuedDelivery` throws: it is not delivered
   */
  abstract deliver(event: NewPayAnyEvent): Promise<void>;

  /**
   * Whether an event is known to have been handled; by a queue, whether a listener has begun. `false`
   * also where the store cannot tell.
   *
   * @throws {StoreUnavailableError} the store cannot be reached, or its answer is none
   */
  abstract wasHandled(event: NewPayEventReference): Promise<boolean>;
}
