export { PgBossQueue } from './pg-boss-queue.js';
export type { PgBossQueueOptions } from './pg-boss-queue-options.js';
export type { NewPayPgBoss, NewPayPgBossDb } from './pg-boss.interface.js';
