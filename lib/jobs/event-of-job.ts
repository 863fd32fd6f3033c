import type { NewPayQueueJob } from '../queue/queue.interface.js';

/**
 * The names of the event and of the listener in the data of a job, for a report. Either is `undefined` where the data
 * has no such text: the job of a watch has none of the two.
 */
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
