import type { NewPayDeadLetterInfo } from '../options/newpay-hooks.interface.js';
import type { NewPayQueueJob } from '../queue/queue.interface.js';
import { eventOfJob } from './event-of-job.js';

/** What is reported of a job that failed for the last time. */
export function deadLetterOf(
  job: NewPayQueueJob,
  reason: string,
  attempts: number,
  merchant: string | undefined,
): NewPayDeadLetterInfo {
  const { id, kind, group: orderNo } = job;
  return { merchant, orderNo, id, kind, ...eventOfJob(job), attempts, reason };
}
