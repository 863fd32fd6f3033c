import type { NewPayApi, NewPayQueue } from 'nestjs-newpay';
import type { EngineName, EventState, ListenerName } from '../journal.js';
import { report } from './report.js';

/** A queue that reports each job of a listener that is done. */
export function observed(
  queue: NewPayQueue,
  { engine, worker }: { readonly engine: EngineName; readonly worker: string },
): NewPayQueue {
  return {
    ...(queue.store && { store: queue.store }),
    open: () => queue.open(),
    add: (...given) => queue.add(...given),
    failed: (...given) => queue.failed(...given),
    unfinished: (...given) => queue.unfinished(...given),
    retry: (...given) => queue.retry(...given),
    close: () => queue.close(),
    work: (scope, handler) =>
      queue.work(scope, async (job, run) => {
        const result = await handler(job, run);
        const { event, listener } = job.data as {
          readonly event?: {
            readonly name: string;
            readonly api: NewPayApi;
            readonly watchedSince?: string;
          };
          readonly listener?: ListenerName;
        };
        if (result.outcome === 'done' && event && listener) {
          const state = event.name.replace('newpay.', '') as EventState;
          const { api, watchedSince: since } = event;
          const watchedSince = since === undefined ? null : Date.parse(since);
          const task = { engine, api, orderNo: job.group, state, watchedSince, listener };
          report({ kind: 'done', ...task, worker, at: Date.now() });
        }
        return result;
      }),
  };
}
