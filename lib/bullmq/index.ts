export { BullMqQueue } from './bullmq-queue.js';
export type { BullMqQueueOptions } from './bullmq-queue-options.js';
