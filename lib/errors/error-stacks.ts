import { messageOf } from './error-message.js';

/** The stacks of the listeners that failed, which their `AggregateError` does not show; or of an error itself. */
export function stacksOf(error: unknown): string {
  try {
    const faults = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
    return faults.map(stackOf).join('\n');
  } catch {
    return messageOf(error);
  }
}

/** Anything can be thrown, also what throws when it is looked at. */
function stackOf(fault: unknown): string {
  try {
    return fault instanceof Error && fault.stack ? fault.stack : messageOf(fault);
  } catch {
    return messageOf(fault);
  }
}
