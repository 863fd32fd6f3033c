import type { NewPayQueueJob } from '../queue/queue.interface.js';

/** The event and the listener of a job, for a report; `undefined` for a job of another kind. */
export function eventOfJob({ data }: NewPayQueueJob): {
  readonly event: string | undefined;
  readonly listener: string | undefined;
} {
  const { event, listener } = data;
  return {
    event: textOf(Object(event) as { name?: unknown }),
    listener: textOf({ name: listener }),
  };
}

function textOf({ name }: { readonly name?: unknown }): string | undefined {
  return typeof name === 'string' ? name : undefined;
}
