import { messageOf } from '../errors/error-message.js';
import { cutText } from '../errors/escape-invisible.js';
import { isInstance } from '../errors/is-instance.js';
import { memberOf } from '../errors/member-of.js';

/** As much as a dashboard and a hook need. */
const MAX_LENGTH = 1_000;

/** Why an attempt failed, with the messages of the listeners that threw: that of their `AggregateError` has names only. */
export function failureReason(error: unknown): string {
  const errors = isInstance(error, AggregateError) ? memberOf(error, 'errors') : [];
  const thrown: unknown[] = Array.isArray(errors) ? errors : [];
  return cutText([error, ...thrown].map(messageOf).join(': '), MAX_LENGTH);
}
